using Compose.Engine;

namespace Compose.Runtime;

/// <summary>
/// Runs the guests of many stores on dedicated threads: about as many at a time as there are processors, however many
/// are under way. A guest that waits for the host makes room for another; one that computes without end is joined by
/// one more thread at each tick, up to the limit, so that it holds nobody up.
/// </summary>
public sealed class GuestScheduler : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<IGuestWork> _queue = new();
    private readonly Stack<Worker> _idle = new();
    private readonly Timer _timer;
    private readonly int _maxThreads;
    private readonly int _maxQueue;
    private readonly int _target;
    private int _threads;
    private int _running;
    private int _started;
    private int _startedAtTick;
    private bool _isTicking;
    private bool _disposed;

    /// <param name="maxThreads">Most guests under way at once; each has a thread.</param>
    /// <param name="maxQueue">Most that wait for a thread.</param>
    /// <param name="running">How many compute at once; the number of processors if not given.</param>
    public GuestScheduler(int maxThreads, int maxQueue, int? running = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        _maxThreads = maxThreads;
        _maxQueue = maxQueue;
        _target = Math.Min(maxThreads, running ?? Environment.ProcessorCount);
        _timer = new Timer(static state => ((GuestScheduler)state!).OnTick(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>The time between two ticks.</summary>
    public static TimeSpan TickPeriod { get; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Called at every tick while something is under way, on a thread of the pool.</summary>
    public Action? Tick { get; set; }

    /// <summary>Works that wait for a thread.</summary>
    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Threads, idle ones included.</summary>
    public int Threads => _threads;

    /// <summary>Takes work, or refuses it where too much waits already.</summary>
    public bool TryQueue(IGuestWork work)
    {
        Worker? worker = null;
        lock (_gate)
        {
            if (_disposed || _queue.Count >= _maxQueue)
            {
                return false;
            }

            _queue.Enqueue(work);
            if (!_isTicking)
            {
                _isTicking = true;
                _timer.Change(TickPeriod, TickPeriod);
            }

            if (_running < _target)
            {
                worker = NextWorker();
            }
        }

        worker?.Wake();
        return true;
    }

    /// <summary>Ends the threads once they have nothing to do; queued work is still done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            foreach (Worker worker in _idle)
            {
                worker.Wake();
            }
        }
    }

    /// <summary>A worker to wake, counted as running; null where the limit is reached. Under the lock.</summary>
    private Worker? NextWorker()
    {
        if (_idle.TryPop(out Worker? worker))
        {
            _running++;
            return worker;
        }

        if (_threads >= _maxThreads)
        {
            return null;
        }

        _threads++;
        _running++;
        return new Worker(this);
    }

    /// <summary>The next work for a worker that has done one, or null: then it is counted among the idle.</summary>
    private IGuestWork? Next(Worker worker)
    {
        lock (_gate)
        {
            if (_running <= _target && _queue.TryDequeue(out IGuestWork? work))
            {
                _started++;
                return work;
            }

            _running--;
            _idle.Push(worker);
            return null;
        }
    }

    private void OnBlocking()
    {
        Worker? worker = null;
        lock (_gate)
        {
            _running--;
            if (_queue.Count > 0 && _running < _target)
            {
                worker = NextWorker();
            }
        }

        worker?.Wake();
    }

    private void OnResumed()
    {
        lock (_gate)
        {
            _running++;
        }
    }

    private void OnTick()
    {
        Worker? worker = null;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            if (_queue.Count > 0 && _started == _startedAtTick)
            {
                // Nobody was begun since the last tick: those who run do not make room.
                worker = NextWorker();
            }
            else if (_queue.Count == 0 && _idle.Count == _threads)
            {
                _isTicking = false;
                _timer.Change(Timeout.Infinite, Timeout.Infinite);
            }

            _startedAtTick = _started;
        }

        worker?.Wake(isExtra: true);
        Tick?.Invoke();
    }

    private sealed class Worker : IGuestThreadObserver
    {
        private readonly GuestScheduler _scheduler;
        private readonly object _signal = new();
        private IGuestWork? _work;
        private bool _isWoken;
        private bool _isExtra;

        public Worker(GuestScheduler scheduler)
        {
            _scheduler = scheduler;
            var thread = new GuestThread { Observer = this };
            thread.Post(() => Loop(thread));
        }

        public void Wake(bool isExtra = false)
        {
            lock (_signal)
            {
                _isWoken = true;
                _isExtra = isExtra;
                Monitor.Pulse(_signal);
            }
        }

        void IGuestThreadObserver.OnBlocking()
        {
            _work?.OnWaiting();
            _scheduler.OnBlocking();
        }

        void IGuestThreadObserver.OnResumed() => _scheduler.OnResumed();

        private void Loop(GuestThread thread)
        {
            while (true)
            {
                lock (_signal)
                {
                    while (!_isWoken)
                    {
                        Monitor.Wait(_signal);
                    }

                    _isWoken = false;
                }

                IGuestWork? work = _isExtra ? _scheduler.Extra(this) : _scheduler.Next(this);
                while (work is not null)
                {
                    _work = work;
                    work.Run();
                    _work = null;
                    work = _scheduler.Next(this);
                }

                if (_scheduler._disposed)
                {
                    thread.Dispose();
                    return;
                }
            }
        }
    }

    /// <summary>As <see cref="Next"/>, for a worker beyond the number that should run.</summary>
    private IGuestWork? Extra(Worker worker)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out IGuestWork? work))
            {
                _started++;
                return work;
            }

            _running--;
            _idle.Push(worker);
            return null;
        }
    }
}
