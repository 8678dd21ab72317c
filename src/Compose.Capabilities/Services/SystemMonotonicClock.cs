namespace Compose.Capabilities.Services;

/// <summary>The monotonic clock of a <see cref="TimeProvider"/>; zero is the instant at which it was made.</summary>
public sealed class SystemMonotonicClock(TimeProvider time) : IMonotonicClock
{
    /// <summary>Longest single wait; a timer of the provider does not take more than some 49 days.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    private long _start = time.GetTimestamp();
    private readonly ulong _frequency = (ulong)time.TimestampFrequency;

    public ulong Resolution => Math.Max(1, Timestamp.NanosecondsPerSecond / _frequency);

    public bool IsVirtual => false;

    public ulong Now() => Peek();

    public ulong Peek()
    {
        ulong ticks = (ulong)Math.Max(0, time.GetTimestamp() - _start);
        return (ticks / _frequency * Timestamp.NanosecondsPerSecond)
            + (ticks % _frequency * Timestamp.NanosecondsPerSecond / _frequency);
    }

    public void Restart() => _start = time.GetTimestamp();

    public void AdvanceTo(ulong instant) => throw new InvalidOperationException("only a virtual clock can be moved");

    public async ValueTask WaitUntilAsync(ulong instant, CancellationToken cancellation)
    {
        for (ulong now = Peek(); now < instant; now = Peek())
        {
            ulong ticks = ((instant - now) + 99) / 100;
            TimeSpan wait = ticks >= (ulong)s_longest.Ticks ? s_longest : TimeSpan.FromTicks((long)ticks);
            await Task.Delay(wait, time, cancellation).ConfigureAwait(false);
        }
    }
}
