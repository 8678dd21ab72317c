namespace Compose.Plans;

/// <summary>What the flags of a run add to the plan of a bare component.</summary>
public sealed record ImplicitPlanOptions
{
    /// <summary>Capabilities beyond those that need no asking, as <see cref="CapabilityText"/> has them.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether the component is good without what the host's policy takes away: then it is denied, not refused.</summary>
    public bool IsOptional { get; init; }

    public IReadOnlyList<DirectoryGrant> Directories { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    public PlanPolicy Policy { get; init; } = new();
}
