namespace Compose.Wasm.Components;

/// <summary>A core table of a component that is being built, by index.</summary>
public readonly record struct CoreTableIndex(int Value)
{
    public static implicit operator SortIndex(CoreTableIndex index) => new(ComponentSort.CoreTable, index.Value);
}
