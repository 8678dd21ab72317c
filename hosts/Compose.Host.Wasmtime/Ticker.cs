namespace Compose.Host.Wasmtime;

/// <summary>
/// One thread for the process that repeats interrupts until they are heard. An interrupt raises the engine's epoch at
/// once; a guest that was just then at a check, and is told to go on, would sleep through it. Without interrupts pending
/// the thread waits and costs nothing.
/// </summary>
internal static class Ticker
{
    private static readonly Lock s_gate = new();
    private static readonly List<WasmtimeTask> s_tasks = [];
    private static readonly AutoResetEvent s_wanted = new(false);
    private static bool s_started;

    /// <summary>Ticks until the task has heard its interrupts or has left its store.</summary>
    public static void Watch(WasmtimeTask task)
    {
        lock (s_gate)
        {
            if (s_tasks.Contains(task))
            {
                return;
            }

            s_tasks.Add(task);
            if (!s_started)
            {
                new Thread(Loop) { IsBackground = true, Name = "wasmtime epochs" }.Start();
                s_started = true;
            }
        }

        s_wanted.Set();
    }

    private static void Loop()
    {
        int wait = 1;
        while (true)
        {
            lock (s_gate)
            {
                for (int i = s_tasks.Count - 1; i >= 0; i--)
                {
                    if (!s_tasks[i].Tick())
                    {
                        s_tasks.RemoveAt(i);
                    }
                }

                // A host function may keep a task from its next check for long.
                wait = s_tasks.Count == 0 ? Timeout.Infinite : Math.Clamp(wait * 2, 1, 16);
            }

            s_wanted.WaitOne(wait);
            wait = wait == Timeout.Infinite ? 1 : wait;
        }
    }
}
