namespace Compose.Wasm.Components;

/// <summary>A core tag of a component that is being built, by index.</summary>
public readonly record struct CoreTagIndex(int Value)
{
    public static implicit operator SortIndex(CoreTagIndex index) => new(ComponentSort.CoreTag, index.Value);
}
