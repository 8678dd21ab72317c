namespace Compose.Wasm.Components;

/// <summary>A core instance of a component that is being built, by index.</summary>
public readonly record struct CoreInstanceIndex(int Value)
{
    public static implicit operator SortIndex(CoreInstanceIndex index) => new(ComponentSort.CoreInstance, index.Value);
}
