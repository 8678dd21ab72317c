using System.Runtime.ExceptionServices;

namespace Compose.Engine;

/// <summary>
/// A dedicated thread of known stack size on which guests run. Guests never run on the thread pool: a task can be parked
/// with its thread, and stack exhaustion is a trap because the limit is known. <see cref="Run{T}"/> takes work from any
/// thread and waits for it; run within the same guest thread it calls directly.
/// </summary>
public sealed class GuestThread : IDisposable
{
    /// <summary>Stack kept free of guest frames: for host functions and for the compiler.</summary>
    public const int ReservedBytes = 1 << 20;

    /// <summary>Stack of a thread when not said otherwise.</summary>
    public const int DefaultStackBytes = 8 << 20;

    [ThreadStatic]
    private static GuestThread? t_current;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Queue<Action> _work = new();
    private bool _disposed;

    /// <summary>Starts a thread with <paramref name="stackBytes"/> of stack.</summary>
    public GuestThread(int stackBytes = DefaultStackBytes, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stackBytes, 2 * ReservedBytes);
        StackBytes = stackBytes;
        var thread = new Thread(Loop, stackBytes) { IsBackground = true, Name = name ?? "guest" };
        thread.Start();
    }

    /// <summary>The guest thread that this code runs on, or null.</summary>
    public static GuestThread? Current => t_current;

    public int StackBytes { get; }

    /// <summary>Told when a guest on this thread begins and ends to wait for the host; set before work is posted.</summary>
    public IGuestThreadObserver? Observer { get; init; }

    /// <summary>The lowest address that guest frames may use.</summary>
    public nuint StackLimit { get; private set; }

    /// <summary>Runs <paramref name="work"/> on the thread and waits; its exception comes back unchanged.</summary>
    public T Run<T>(Func<T> work)
    {
        if (t_current == this)
        {
            return work();
        }

        T result = default!;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        Post(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return result;
    }

    /// <summary>Runs <paramref name="work"/> on the thread and waits.</summary>
    public void Run(Action work) => Run<object?>(() =>
    {
        work();
        return null;
    });

    /// <summary>Puts work in the thread's queue and returns at once. The work must not throw.</summary>
    public void Post(Action work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _work.Enqueue(work);
        }

        _wanted.Release();
    }

    /// <summary>Ends the thread after the work that is queued.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _wanted.Release();
    }

    private unsafe void Loop()
    {
        // The thread has just begun: what lies above this frame is small and counted in the reserve.
        byte probe = 0;
        StackLimit = (nuint)(&probe) - (nuint)StackBytes + ReservedBytes;
        t_current = this;
        while (true)
        {
            _wanted.Wait();
            Action? next;
            lock (_gate)
            {
                if (!_work.TryDequeue(out next) && _disposed)
                {
                    _wanted.Dispose();
                    return;
                }
            }

            next?.Invoke();
        }
    }
}
