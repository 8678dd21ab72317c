namespace Compose.Wasm.Components;

/// <summary>A core function of a component that is being built, by index.</summary>
public readonly record struct CoreFuncIndex(int Value)
{
    public static implicit operator SortIndex(CoreFuncIndex index) => new(ComponentSort.CoreFunc, index.Value);
}
