using Compose.Engine;

namespace Compose.Runtime;

/// <summary>Idle guest threads, kept for the next entry: a store needs one only while a guest runs.</summary>
internal static class GuestThreads
{
    private const int MaxIdle = 8;
    private static readonly Stack<GuestThread> s_idle = new();

    /// <summary>Runs <paramref name="work"/> on a guest thread and waits for it.</summary>
    public static T Run<T>(Func<T> work)
    {
        GuestThread thread = Rent();
        try
        {
            return thread.Run(work);
        }
        finally
        {
            Return(thread);
        }
    }

    private static GuestThread Rent()
    {
        lock (s_idle)
        {
            if (s_idle.TryPop(out GuestThread? idle))
            {
                return idle;
            }
        }

        return new GuestThread();
    }

    private static void Return(GuestThread thread)
    {
        lock (s_idle)
        {
            if (s_idle.Count < MaxIdle)
            {
                s_idle.Push(thread);
                return;
            }
        }

        thread.Dispose();
    }
}
