namespace Compose.Wasm.Components;

/// <summary>An item by index space and index (<c>sortidx</c>).</summary>
public readonly record struct SortIndex(ComponentSort Sort, int Index)
{
    public override string ToString() => $"{Sorts.NameOf(Sort)} {Index}";
}
