using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Compose.Bench;

/// <summary>
/// Starts whole processes and measures them: wall time, and the peak resident set that the kernel reports for just
/// that process (<c>wait4</c>; System.Diagnostics.Process cannot tell it after the end).
/// </summary>
internal static unsafe partial class Spawn
{
    /// <summary>One finished run: wall time in milliseconds, peak memory in KiB, exit code, and both outputs.</summary>
    public readonly record struct Run(double Milliseconds, long PeakKiB, int ExitCode, string Output, string Error);

    /// <summary>Runs <paramref name="command"/> to its end with both outputs in files.</summary>
    public static Run Measure(IReadOnlyList<string> command, string? stdinFile = null)
    {
        string output = Path.GetTempFileName(), errors = Path.GetTempFileName();
        try
        {
            // A shell redirects, then becomes the program: what is measured is the program.
            string script = $"exec \"$@\" <\"{stdinFile ?? "/dev/null"}\" >\"{output}\" 2>\"{errors}\"";
            string[] words = ["/bin/sh", "-c", script, "sh", .. command];
            nint* argv = stackalloc nint[words.Length + 1];
            for (int i = 0; i < words.Length; i++)
            {
                argv[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
            }

            argv[words.Length] = 0;
            var environment = Environment.GetEnvironmentVariables();
            nint* envp = (nint*)NativeMemory.Alloc((nuint)((environment.Count + 1) * sizeof(nint)));
            int at = 0;
            foreach (System.Collections.DictionaryEntry entry in environment)
            {
                envp[at++] = Marshal.StringToCoTaskMemUTF8($"{entry.Key}={entry.Value}");
            }

            envp[at] = 0;
            byte* usage = stackalloc byte[256];
            long start = Stopwatch.GetTimestamp();
            int error = PosixSpawn(out int pid, argv[0], 0, 0, argv, envp);
            if (error != 0)
            {
                throw new InvalidOperationException($"posix_spawn: error {error}");
            }

            if (Wait4(pid, out int status, 0, usage) != pid)
            {
                throw new InvalidOperationException("wait4 failed");
            }

            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            // struct rusage: two timevals (16 bytes each), then ru_maxrss.
            long peak = *(long*)(usage + 32);
            return new Run(milliseconds, peak, (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), File.ReadAllText(output),
                File.ReadAllText(errors));
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(out int pid, nint path, nint actions, nint attributes, nint* argv, nint* envp);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait4(int pid, out int status, int options, byte* usage);
}
