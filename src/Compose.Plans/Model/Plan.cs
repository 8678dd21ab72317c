namespace Compose.Plans;

/// <summary>
/// What an author asks for: components, instances of them, wires between instances, exports, secrets and a policy. The
/// same records hold an authored plan, in which sources may be paths, versions may be left out and wires may be missing,
/// and a built one, in which every component has a digest and every wire names both ends in full. Only a built plan has
/// an identity, see <see cref="PlanIdentity"/>.
/// </summary>
public sealed record Plan
{
    /// <summary>The version of the model: 2.</summary>
    public const int Version = 2;

    /// <summary>A name for people, or null.</summary>
    public string? Name { get; init; }

    public required IReadOnlyList<PlanComponent> Components { get; init; }

    public required IReadOnlyList<PlanInstance> Instances { get; init; }

    public IReadOnlyList<PlanWire> Wires { get; init; } = [];

    /// <summary>What the composition exports; null if the author did not say.</summary>
    public IReadOnlyList<PlanExport>? Exports { get; init; }

    public IReadOnlyList<PlanSecret> Secrets { get; init; } = [];

    public PlanPolicy Policy { get; init; } = new();
}
