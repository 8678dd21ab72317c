using System.Runtime.InteropServices;

namespace Compose.Runtime;

/// <summary>
/// The processor time of one thread, readable from any other: on Linux the system's own clock of the thread. Elsewhere
/// nothing is known and the caller counts the time during which the thread did not wait.
/// </summary>
internal static partial class CpuClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID.</summary>
    private const int OwnThread = 3;

    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The clock of the calling thread, for <see cref="Read"/> on any thread while it lives.</summary>
    public static int OfThisThread()
    {
        // What pthread_getcpuclockid computes: the thread's number, inverted, and two flags (a thread; scheduled time).
        int thread = GetThreadId();
        return (~thread << 3) | 6;
    }

    /// <summary>Processor time of the calling thread so far.</summary>
    public static TimeSpan Own() => Read(OwnThread) ?? TimeSpan.Zero;

    /// <summary>Processor time on a clock, or null if its thread has ended.</summary>
    public static TimeSpan? Read(int clock) =>
        GetTime(clock, out TimeSpec time) == 0 ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100)) : null;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
