namespace Compose.Plans;

/// <summary>One instance of a component, with what it alone may do.</summary>
public sealed record PlanInstance
{
    public required string Id { get; init; }

    /// <summary>The id of the component.</summary>
    public required string Component { get; init; }

    public IReadOnlyList<PlanCapability> Capabilities { get; init; } = [];

    public IReadOnlyList<PlanSecretUse> Secrets { get; init; } = [];

    public SourceMark Mark { get; init; }

    /// <summary>Where the component is named; the same as <see cref="Mark"/> if it is implied.</summary>
    public SourceMark ComponentMark { get; init; }
}
