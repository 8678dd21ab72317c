namespace Compose.Capabilities.Services;

/// <summary>A wall clock that stands still: the clock of a denial, at 1970-01-01T00:00:00Z unless told otherwise.</summary>
public sealed class FixedWallClock(Timestamp instant = default) : IWallClock
{
    public Timestamp Resolution => new(1, 0);

    public Timestamp Now() => instant;
}
