namespace Compose.Plans;

/// <summary>A component that instances are made of: found by digest, by a path, or both.</summary>
public sealed record PlanComponent
{
    public required string Id { get; init; }

    /// <summary>The digest of the component's bytes; null in an authored plan that names a path only.</summary>
    public Digest? Digest { get; init; }

    /// <summary>
    /// Where the bytes may be found: a path relative to the plan's folder. In a built plan no more than a hint: the
    /// digest decides, and the hint is left out of what keys and artifacts carry.
    /// </summary>
    public string? Source { get; init; }

    public SourceMark Mark { get; init; }
}
