namespace Compose.Capabilities.Services;

/// <summary>
/// A deterministic clock: starts at 0, moves by waiting, and by a fixed step at each reading (so that a guest that spins
/// until a time has come does end). With a step of 0 it moves by waiting alone: the clock of a denial.
/// </summary>
public sealed class VirtualClock(ulong stepPerReading) : IMonotonicClock
{
    private readonly Lock _gate = new();
    private ulong _now;

    public ulong Resolution => Math.Max(1, stepPerReading);

    public bool IsVirtual => true;

    /// <summary>The instant before the step: the first reading gives 0.</summary>
    public ulong Now()
    {
        lock (_gate)
        {
            ulong now = _now;
            _now = now + stepPerReading < now ? ulong.MaxValue : now + stepPerReading;
            return now;
        }
    }

    public ulong Peek()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public void Restart()
    {
        lock (_gate)
        {
            _now = 0;
        }
    }

    public void AdvanceTo(ulong instant)
    {
        lock (_gate)
        {
            _now = Math.Max(_now, instant);
        }
    }

    public ValueTask WaitUntilAsync(ulong instant, CancellationToken cancellation)
    {
        AdvanceTo(instant);
        return ValueTask.CompletedTask;
    }
}
