namespace Compose.Wasm.Core;

/// <summary>
/// What a reference points to: an abstract heap type or a type of the module by index. Equality is by bits; two
/// different indexes may still be one type, see TypeInterner.
/// </summary>
public readonly struct HeapType : IEquatable<HeapType>
{
    internal HeapType(uint bits) => Bits = bits;

    /// <summary>Kind in the low byte, type index from bit 9, as in <see cref="ValType"/>.</summary>
    internal uint Bits { get; }

    /// <summary>An abstract heap type.</summary>
    public static HeapType Of(HeapKind kind) => new((uint)kind);

    /// <summary>The type with the index <paramref name="typeIndex"/>, below 2^23.</summary>
    public static HeapType Concrete(int typeIndex) => new((uint)HeapKind.Concrete | ((uint)typeIndex << 9));

    public HeapKind Kind => (HeapKind)(byte)Bits;

    public bool IsConcrete => Kind == HeapKind.Concrete;

    /// <summary>The type index of a concrete type.</summary>
    public int TypeIndex => (int)(Bits >> 9);

    public bool Equals(HeapType other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is HeapType other && Equals(other);

    public override int GetHashCode() => (int)Bits;

    public static bool operator ==(HeapType left, HeapType right) => left.Bits == right.Bits;

    public static bool operator !=(HeapType left, HeapType right) => left.Bits != right.Bits;

    /// <summary>As in the text format: <c>func</c>, or the type index.</summary>
    public override string ToString() => Kind switch
    {
        HeapKind.Bottom => "bot",
        HeapKind.Concrete => TypeIndex.ToString(),
        HeapKind.Exn => "exn",
        HeapKind.Array => "array",
        HeapKind.Struct => "struct",
        HeapKind.I31 => "i31",
        HeapKind.Eq => "eq",
        HeapKind.Any => "any",
        HeapKind.Extern => "extern",
        HeapKind.Func => "func",
        HeapKind.None => "none",
        HeapKind.NoExtern => "noextern",
        HeapKind.NoFunc => "nofunc",
        HeapKind.NoExn => "noexn",
        _ => "?",
    };
}
