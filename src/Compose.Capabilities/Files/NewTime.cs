using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files;

/// <summary>What to do with a timestamp: leave it, set it to now, or set it to an instant.</summary>
public readonly record struct NewTime(NewTime.Kind What, Timestamp Instant)
{
    public enum Kind
    {
        NoChange,
        Now,
        Instant,
    }

    public static NewTime NoChange => default;

    public static NewTime Now => new(Kind.Now, default);

    public static NewTime At(Timestamp instant) => new(Kind.Instant, instant);
}
