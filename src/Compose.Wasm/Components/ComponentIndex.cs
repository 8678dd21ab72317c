namespace Compose.Wasm.Components;

/// <summary>A component of a component that is being built, by index.</summary>
public readonly record struct ComponentIndex(int Value)
{
    public static implicit operator SortIndex(ComponentIndex index) => new(ComponentSort.Component, index.Value);
}
