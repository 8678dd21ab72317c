using System.Diagnostics;

namespace Compose.Runtime;

/// <summary>
/// Counts the processor time of a store's guests, which run on one thread at a time, and calls back once when a limit is
/// reached. A timer looks when the rest could be used up at the earliest, and again until it is.
/// </summary>
internal sealed class CpuMeter : IDisposable
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private TimeSpan _limit;
    private readonly Action _reached;
    private readonly Timer _timer;
    private TimeSpan _used;
    private TimeSpan _begun;
    private long _begunAt;
    private int _clock;
    private bool _running;
    private bool _disposed;

    public CpuMeter(TimeSpan limit, Action reached)
    {
        _limit = limit;
        _reached = reached;
        _timer = new Timer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the limit was reached.</summary>
    public bool IsReached { get; private set; }

    /// <summary>What is left of the limit.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                return _limit - Total();
            }
        }
    }

    /// <summary>Counts what another thread has used on the guests' behalf.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _used += time;
        }
    }

    /// <summary>Guests begin to run on the calling thread.</summary>
    /// <param name="ceiling">The most that they may use from here on, beside the limit; null for no other.</param>
    public void Begin(TimeSpan? ceiling = null)
    {
        lock (_gate)
        {
            if (ceiling is { } most && _used + most < _limit)
            {
                _limit = _used + most;
            }

            _running = true;
            if (CpuClock.IsSupported)
            {
                _clock = CpuClock.OfThisThread();
                _begun = CpuClock.Own();
            }

            _begunAt = Stopwatch.GetTimestamp();
            Arm();
        }
    }

    /// <summary>They run no more; a thread that waits uses nothing. Answers what they used since <see cref="Begin"/>.</summary>
    public TimeSpan End()
    {
        lock (_gate)
        {
            TimeSpan before = _used;
            _used = Total();
            _running = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return _used - before;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private TimeSpan Total()
    {
        if (!_running)
        {
            return _used;
        }

        return CpuClock.IsSupported
            ? _used + ((CpuClock.Read(_clock) ?? _begun) - _begun)
            : _used + Stopwatch.GetElapsedTime(_begunAt);
    }

    private void Arm()
    {
        TimeSpan rest = _limit - Total();
        _timer.Change(rest > s_least ? rest : s_least, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_gate)
        {
            if (!_running || _disposed || IsReached)
            {
                return;
            }

            if (Total() < _limit)
            {
                Arm();
                return;
            }

            IsReached = true;
        }

        _reached();
    }
}
