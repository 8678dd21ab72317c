using Compose.Wasm.Components;

namespace Compose.Plans;

/// <summary>A component on its way through the phases.</summary>
internal sealed class WorkComponent(PlanComponent plan)
{
    public PlanComponent Plan { get; } = plan;

    public Digest? Digest { get; set; } = plan.Digest;

    public ReadOnlyMemory<byte>? Bytes { get; set; }

    /// <summary>The component read and validated; null if it is not here or not valid.</summary>
    public ResolvedComponent? Resolved { get; set; }

    public ComponentType? Type => Resolved?.Type;

    public bool IsUsed { get; set; }
}
