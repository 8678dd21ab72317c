namespace Compose.Capabilities.Services;

/// <summary>The wall clock of a <see cref="TimeProvider"/>. A time before 1970 reads as 1970.</summary>
public sealed class SystemWallClock(TimeProvider time) : IWallClock
{
    public Timestamp Resolution => new(0, 100);

    public Timestamp Now()
    {
        long ticks = Math.Max(0, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks);
        return new Timestamp((ulong)(ticks / TimeSpan.TicksPerSecond), (uint)(ticks % TimeSpan.TicksPerSecond) * 100);
    }
}
