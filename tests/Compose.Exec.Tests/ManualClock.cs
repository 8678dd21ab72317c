namespace Compose.Exec.Tests;

/// <summary>A clock that only the test moves; it begins at 1,700,000,000 s.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(_ticks);

    public void Advance(TimeSpan time) => _ticks += time.Ticks;
}
