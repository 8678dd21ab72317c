namespace Compose.Wasm.Components;

/// <summary>An instance of a scope that is being built, by index.</summary>
public readonly record struct InstanceIndex(int Value)
{
    public static implicit operator SortIndex(InstanceIndex index) => new(ComponentSort.Instance, index.Value);
}
