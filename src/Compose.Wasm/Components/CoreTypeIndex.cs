namespace Compose.Wasm.Components;

/// <summary>A core type of a scope that is being built, by index.</summary>
public readonly record struct CoreTypeIndex(int Value)
{
    public static implicit operator SortIndex(CoreTypeIndex index) => new(ComponentSort.CoreType, index.Value);
}
