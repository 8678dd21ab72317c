using Compose.Emit.Shapes;

namespace Compose.Emit.Graph;

/// <summary>One instance of the plan.</summary>
internal sealed class Node(InstancePath path, ComponentUnit unit)
{
    public InstancePath Path { get; } = path;

    public ComponentUnit Unit { get; } = unit;

    /// <summary>One for each import of the component, in its order.</summary>
    public Binding[] Bindings { get; } = new Binding[unit.Imports.Count];

    /// <summary>Position by path; set by <see cref="Composition"/>.</summary>
    public int Id { get; set; }
}
