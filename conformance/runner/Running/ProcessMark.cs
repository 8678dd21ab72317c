using System.Diagnostics;
using System.Text;

namespace Compose.Conformance;

/// <summary>
/// A variable in the environment of a process that its descendants inherit, wherever they move to: so even one that
/// left its session and its parent is found again (on Linux; elsewhere only the tree of processes is ended).
/// </summary>
internal sealed class ProcessMark
{
    private const string Variable = "CONFORMANCE_RUN";

    private readonly byte[] _entry;
    private readonly string _value;

    private ProcessMark(string value)
    {
        _value = value;
        _entry = Encoding.ASCII.GetBytes($"{Variable}={value}");
    }

    public static ProcessMark New() => new(Guid.NewGuid().ToString("N"));

    public void Put(IDictionary<string, string?> environment) => environment[Variable] = _value;

    /// <summary>Ends every process that carries the mark, and says how many there were.</summary>
    public int KillAll()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        int killed = 0;
        // One that forks while it is looked for is met in the next round.
        for (int round = 0; round < 5; round++)
        {
            int found = 0;
            foreach (string folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), out int id) && id != Environment.ProcessId && Carries(folder) && TryKill(id))
                {
                    found++;
                }
            }

            if (found == 0)
            {
                break;
            }

            killed += found;
        }

        return killed;
    }

    private bool Carries(string folder)
    {
        try
        {
            // A process that has ended and waits to be collected has an empty environment.
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(_entry) >= 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool TryKill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(1000);
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
