namespace Compose.Capabilities.Services;

/// <summary>A wall clock that shows a fixed instant plus the time that has passed on a monotonic clock, reading it as guests do.</summary>
public sealed class VirtualWallClock(Timestamp epoch, IMonotonicClock monotonic) : IWallClock
{
    public Timestamp Resolution => new(0, 1);

    public Timestamp Now() => epoch.Plus(monotonic.Now());
}
