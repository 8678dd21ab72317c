namespace Compose.Plans;

/// <summary>An instance on its way through the phases; indices are positions in id order.</summary>
internal sealed class WorkInstance(int index, PlanInstance plan)
{
    public int Index { get; } = index;

    public PlanInstance Plan { get; } = plan;

    /// <summary>The component; null if the plan does not define it.</summary>
    public WorkComponent? Component { get; set; }

    /// <summary>One entry for each import of the component; null as long as it is not wired.</summary>
    public WorkWire?[] Wires { get; set; } = [];

    public bool IsProvider { get; set; }

    public InstancePath Path => InstancePath.Root.Child(Plan.Id);
}

/// <summary>A wire with both ends found.</summary>
internal sealed record WorkWire(PlanWire Plan, int Provider, string Export);
