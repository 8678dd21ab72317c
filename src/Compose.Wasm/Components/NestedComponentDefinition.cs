namespace Compose.Wasm.Components;

/// <summary>A component within a component. Adds a component.</summary>
public sealed class NestedComponentDefinition : ComponentDefinition
{
    internal NestedComponentDefinition(long offset, Component component)
        : base(offset)
    {
        Component = component;
    }

    public Component Component { get; }
}
