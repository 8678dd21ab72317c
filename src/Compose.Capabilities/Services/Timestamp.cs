namespace Compose.Capabilities.Services;

/// <summary>An instant of a wall clock: seconds since 1970-01-01T00:00:00Z and nanoseconds below 1,000,000,000.</summary>
public readonly record struct Timestamp(ulong Seconds, uint Nanoseconds)
{
    public const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>This instant moved forward by <paramref name="nanoseconds"/>.</summary>
    public Timestamp Plus(ulong nanoseconds)
    {
        ulong total = Nanoseconds + (nanoseconds % NanosecondsPerSecond);
        return new Timestamp(
            Seconds + (nanoseconds / NanosecondsPerSecond) + (total / NanosecondsPerSecond),
            (uint)(total % NanosecondsPerSecond));
    }
}
