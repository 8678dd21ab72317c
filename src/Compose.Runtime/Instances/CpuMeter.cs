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
    private readonly TimeSpan _limit;
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

    /// <summary>Guests begin to run on the calling thread.</summary>
    public void Begin()
    {
        lock (_gate)
        {
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

    /// <summary>They run no more; a thread that waits uses nothing.</summary>
    public void End()
    {
        lock (_gate)
        {
            _used = Total();
            _running = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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
