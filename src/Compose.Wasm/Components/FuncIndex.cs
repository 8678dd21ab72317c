namespace Compose.Wasm.Components;

/// <summary>A function of a component that is being built, by index.</summary>
public readonly record struct FuncIndex(int Value)
{
    public static implicit operator SortIndex(FuncIndex index) => new(ComponentSort.Func, index.Value);
}
