using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Compose.Bench;

/// <summary>
/// Starts whole processes and measures them: wall time, processor time, and the peak resident set of just that process
/// (System.Diagnostics.Process cannot tell these after the end).
/// </summary>
internal static unsafe partial class Spawn
{
    private const int NoHang = 1;

    /// <summary>One finished run: wall time and processor time in milliseconds, peak memory in KiB, exit code, and both outputs.</summary>
    public readonly record struct Run(double Milliseconds, double CpuMilliseconds, long PeakKiB, int ExitCode, string Output, string Error);

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
            long start = Stopwatch.GetTimestamp();
            int error = PosixSpawn(out int pid, argv[0], 0, 0, argv, envp);
            if (error != 0)
            {
                throw new InvalidOperationException($"posix_spawn: error {error}");
            }

            // The kernel's ru_maxrss would count what the spawning process had before exec, so the high-water mark of the
            // program's own address space is sampled until it ends.
            long peak = 0;
            int status;
            Usage usage;
            for (int waited; (waited = Wait(pid, out status, NoHang, out usage)) != pid;)
            {
                if (waited < 0)
                {
                    throw new InvalidOperationException("wait4 failed");
                }

                peak = Math.Max(peak, HighWaterMark(pid));
                Thread.Sleep(1);
            }

            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return new Run(milliseconds, usage.CpuMilliseconds, peak, (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), File.ReadAllText(output),
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
    private static partial int Wait(int pid, out int status, int options, out Usage usage);

    /// <summary>struct rusage, of which only the times are read.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;

        public readonly double CpuMilliseconds => ((UserSeconds + SystemSeconds) * 1e3) + ((UserMicroseconds + SystemMicroseconds) / 1e3);
    }

    /// <summary>VmHWM of a running process in KiB; 0 where it has just ended.</summary>
    private static long HighWaterMark(int pid)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{pid}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(6, line.Length - 9).Trim());
                }
            }
        }
        catch (IOException)
        {
        }

        return 0;
    }
}
