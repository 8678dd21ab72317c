namespace Compose.Wasm.Components;

/// <summary>A core memory of a component that is being built, by index.</summary>
public readonly record struct CoreMemoryIndex(int Value)
{
    public static implicit operator SortIndex(CoreMemoryIndex index) => new(ComponentSort.CoreMemory, index.Value);
}
