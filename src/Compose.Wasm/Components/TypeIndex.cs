namespace Compose.Wasm.Components;

/// <summary>A type of a scope that is being built, by index.</summary>
public readonly record struct TypeIndex(int Value)
{
    public static implicit operator SortIndex(TypeIndex index) => new(ComponentSort.Type, index.Value);

    /// <summary>As the type of a value.</summary>
    public static implicit operator ValueTypeRef(TypeIndex index) => ValueTypeRef.Of(index.Value);
}
