using System.Diagnostics;

namespace Compose.Host.Clr;

/// <summary>
/// Compiles what guests are likely to call next while they run: the direct callees of what they called. Some threads of
/// the process do it, as long as there is work; a guest that comes first compiles for itself.
/// </summary>
/// <remarks>
/// About a quarter of it is in vain, so it is only for processors that have nothing else to do: while the whole process
/// gets less than it could use of one, nothing is compiled ahead.
/// </remarks>
internal static class ForwardCompiler
{
    /// <summary>What waits beyond this is dropped: guests get by without.</summary>
    private const int MaxWaiting = 4_096;

    private const int IdleMilliseconds = 500;

    // The just-in-time compiler recurses over what it compiles.
    private const int StackBytes = 16 << 20;

    private static readonly int s_maxThreads = Math.Min(3, Environment.ProcessorCount - 1);
    private static readonly Queue<(ClrModule Module, int Function)> s_waiting = new();
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_share = 0.75 * s_window;
    private static long s_sampledAt = Stopwatch.GetTimestamp();
    private static TimeSpan s_used = ProcessorTime();
    private static bool s_starved;
    private static int s_threads;
    private static int s_idle;

    /// <summary>Begins to watch what the process gets; an engine does so when it is made.</summary>
    public static void Watch()
    {
        lock (s_waiting)
        {
            Sample();
        }
    }

    /// <summary>Asks for functions of a module, in the order in which they are likely to be needed.</summary>
    public static void Ask(ClrModule module, List<int> functions)
    {
        if (s_maxThreads == 0 || functions.Count == 0)
        {
            return;
        }

        lock (s_waiting)
        {
            Sample();
            if (s_starved)
            {
                s_waiting.Clear();
                return;
            }

            foreach (int function in functions)
            {
                if (s_waiting.Count == MaxWaiting)
                {
                    break;
                }

                s_waiting.Enqueue((module, function));
            }

            if (s_idle > 0)
            {
                Monitor.Pulse(s_waiting);
            }
            else if (s_threads < s_maxThreads)
            {
                s_threads++;
                new Thread(Work, StackBytes) { IsBackground = true, Name = "compose compiler" }.Start();
            }
        }
    }

    private static void Sample()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(s_sampledAt);
        if (elapsed >= s_window)
        {
            TimeSpan used = ProcessorTime();
            s_starved = (used - s_used) * (s_window / elapsed) < s_share;
            s_used = used;
            s_sampledAt = Stopwatch.GetTimestamp();
        }
    }

    private static TimeSpan ProcessorTime() => OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() ? TimeSpan.MaxValue : Environment.CpuUsage.TotalTime;

    private static void Work()
    {
        while (true)
        {
            (ClrModule Module, int Function) next;
            lock (s_waiting)
            {
                while (!s_waiting.TryDequeue(out next))
                {
                    s_idle++;
                    bool woken = Monitor.Wait(s_waiting, IdleMilliseconds);
                    s_idle--;
                    if (!woken && s_waiting.Count == 0)
                    {
                        s_threads--;
                        return;
                    }
                }
            }

            try
            {
                next.Module.CompileAhead(next.Function);
            }
            catch (Exception exception) when (exception is ComposeException or InvalidProgramException or OutOfMemoryException)
            {
                // Whoever calls the function is told.
            }
        }
    }
}
