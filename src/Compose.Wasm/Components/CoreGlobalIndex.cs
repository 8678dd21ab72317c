namespace Compose.Wasm.Components;

/// <summary>A core global of a component that is being built, by index.</summary>
public readonly record struct CoreGlobalIndex(int Value)
{
    public static implicit operator SortIndex(CoreGlobalIndex index) => new(ComponentSort.CoreGlobal, index.Value);
}
