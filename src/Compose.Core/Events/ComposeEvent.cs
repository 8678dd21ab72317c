namespace Compose;

/// <summary>
/// Something that happened, for people and tools to watch: the founding event (level, timestamp, message, context) with
/// its place in the order of the log. It holds neither secrets nor what guests pass to each other.
/// </summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What happened, in fixed words: anything that varies is in the fields.</param>
public sealed record ComposeEvent(EventLevel Level, string Message)
{
    /// <summary>Counts from 1 within one <see cref="EventLog"/>, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Wall time in milliseconds since 1970.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Nanoseconds since the log was opened, from a clock that never goes back.</summary>
    public required long Monotonic { get; init; }

    /// <summary>The instance of the plan that it is about, if it is about one.</summary>
    public InstancePath? Instance { get; init; }

    /// <summary>In whose name it happened.</summary>
    public string? Tenant { get; init; }

    /// <summary>The facts, in the order in which they were given.</summary>
    public IReadOnlyList<EventField> Fields { get; init; } = [];
}
