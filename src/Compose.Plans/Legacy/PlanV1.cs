namespace Compose.Plans;

/// <summary>A plan of version 1 as the founding CDDL has it: one instance of each component, one policy for all.</summary>
internal sealed record PlanV1
{
    public required string Root { get; init; }

    public required IReadOnlyList<PlanComponent> Components { get; init; }

    /// <summary>Wires whose consumer is the root where none is written.</summary>
    public required IReadOnlyList<PlanWire> Bindings { get; init; }

    public required IReadOnlyList<PlanSecret> Secrets { get; init; }

    public required IReadOnlyList<PlanCapability> Capabilities { get; init; }

    public required PlanPolicy Policy { get; init; }

    public bool IsRuntimeLinked { get; init; }

    /// <summary>Exports that are named one by one; empty: everything that the root exports.</summary>
    public required IReadOnlyList<PlanExport> ExplicitExports { get; init; }

    public SourceMark Mark { get; init; }
}
