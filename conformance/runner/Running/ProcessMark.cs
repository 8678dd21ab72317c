using System.Diagnostics;
using System.Text;

namespace Compose.Conformance;

/// <summary>
/// A variable in the environment of a process that its descendants inherit, wherever they move to: so even one that
/// left its session and its parent is found again; and so is one that has dropped its environment, but is still in the
/// folder (on Linux; elsewhere only the tree of processes is ended).
/// </summary>
internal sealed class ProcessMark
{
    private const string Variable = "CONFORMANCE_RUN";

    private const int PatienceMilliseconds = 5000;

    private readonly byte[] _entry;
    private readonly string _value;

    private readonly string _folder;

    private ProcessMark(string value, string folder)
    {
        _value = value;
        _folder = folder;
        _entry = Encoding.ASCII.GetBytes($"{Variable}={value}");
    }

    /// <param name="folder">A folder that nobody else works in.</param>
    public static ProcessMark New(string folder) => new(Guid.NewGuid().ToString("N"), folder);

    public void Put(IDictionary<string, string?> environment) => environment[Variable] = _value;

    /// <summary>Ends every process that carries the mark, and says how many there were.</summary>
    public int KillAll()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var killed = new HashSet<int>();
        long end = Environment.TickCount64 + PatienceMilliseconds;
        bool wasFound = true;

        // One that forks while it is looked for is met in the next round, and one that only forks in the end is left.
        while (wasFound && Environment.TickCount64 < end)
        {
            wasFound = false;
            foreach (string folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), out int id) && id != Environment.ProcessId && Carries(folder) && TryKill(id))
                {
                    wasFound = true;
                    killed.Add(id);
                }
            }

            if (wasFound)
            {
                Thread.Sleep(1);
            }
        }

        return killed.Count;
    }

    private bool Carries(string folder)
    {
        try
        {
            // A process that has ended and waits to be collected has an empty environment.
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(_entry) >= 0
                || new FileInfo(Path.Combine(folder, "cwd")).LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) == true;
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
            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
