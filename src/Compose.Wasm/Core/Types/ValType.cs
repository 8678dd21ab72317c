namespace Compose.Wasm.Core;

/// <summary>
/// A value type in 32 bits: number, vector or reference; also the packed storage types <see cref="I8"/> and
/// <see cref="I16"/>, and <see cref="Bottom"/> (the default value) for the validator. Equality is by bits; concrete
/// references to different indexes may still be one type, see TypeInterner.
/// </summary>
public readonly struct ValType : IEquatable<ValType>
{
    private const uint ReferenceBit = 0x80;
    private const uint NullableBit = 0x100;

    // Numbers: the binary format's code. References: bit 7, heap kind in bits 0-6, nullable in bit 8, index from bit 9.
    private readonly uint _bits;

    private ValType(uint bits) => _bits = bits;

    public static ValType Bottom => default;

    public static ValType I32 => new((uint)ValKind.I32);

    public static ValType I64 => new((uint)ValKind.I64);

    public static ValType F32 => new((uint)ValKind.F32);

    public static ValType F64 => new((uint)ValKind.F64);

    public static ValType V128 => new((uint)ValKind.V128);

    /// <summary>A packed field of 8 bits; only in <see cref="FieldType"/>.</summary>
    public static ValType I8 => new((uint)ValKind.I8);

    /// <summary>A packed field of 16 bits; only in <see cref="FieldType"/>.</summary>
    public static ValType I16 => new((uint)ValKind.I16);

    public static ValType FuncRef => Ref(HeapType.Of(HeapKind.Func), nullable: true);

    public static ValType ExternRef => Ref(HeapType.Of(HeapKind.Extern), nullable: true);

    public static ValType AnyRef => Ref(HeapType.Of(HeapKind.Any), nullable: true);

    public static ValType EqRef => Ref(HeapType.Of(HeapKind.Eq), nullable: true);

    public static ValType ExnRef => Ref(HeapType.Of(HeapKind.Exn), nullable: true);

    /// <summary>A reference type.</summary>
    public static ValType Ref(HeapType heap, bool nullable) =>
        new(heap.Bits | ReferenceBit | (nullable ? NullableBit : 0));

    /// <summary>A number or vector type by <see cref="OperandKind"/>, whose numbers count down from the binary code of i32.</summary>
    internal static ValType OfOperand(uint kind) => new(0x80 - kind);

    public ValKind Kind => (_bits & ReferenceBit) != 0 ? ValKind.Ref : (ValKind)(byte)_bits;

    public bool IsBottom => _bits == 0;

    public bool IsRef => (_bits & ReferenceBit) != 0;

    /// <summary>i32, i64, f32 or f64.</summary>
    public bool IsNumber => _bits is >= (uint)ValKind.F64 and <= (uint)ValKind.I32;

    public bool IsVector => _bits == (uint)ValKind.V128;

    /// <summary>i8 or i16.</summary>
    public bool IsPacked => _bits is (uint)ValKind.I8 or (uint)ValKind.I16;

    /// <summary>A reference that may be null.</summary>
    public bool IsNullable => (_bits & (ReferenceBit | NullableBit)) == (ReferenceBit | NullableBit);

    /// <summary>What a reference points to.</summary>
    public HeapType Heap => new(_bits & ~(ReferenceBit | NullableBit));

    /// <summary>A local of this type starts as zero or null; other references must be set first.</summary>
    public bool IsDefaultable => !IsRef || IsNullable;

    /// <summary>The type of the value that a field of this storage type holds: i32 for packed types.</summary>
    public ValType Unpacked => IsPacked ? I32 : this;

    /// <summary>The same reference type that cannot be null.</summary>
    public ValType AsNonNull() => new(_bits & ~NullableBit);

    public bool Equals(ValType other) => _bits == other._bits;

    public override bool Equals(object? obj) => obj is ValType other && Equals(other);

    public override int GetHashCode() => (int)_bits;

    public static bool operator ==(ValType left, ValType right) => left._bits == right._bits;

    public static bool operator !=(ValType left, ValType right) => left._bits != right._bits;

    /// <summary>As in the text format: <c>i32</c>, <c>funcref</c>, <c>(ref null 3)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ValKind.Bottom => "bot",
        ValKind.I8 => "i8",
        ValKind.I16 => "i16",
        ValKind.V128 => "v128",
        ValKind.F64 => "f64",
        ValKind.F32 => "f32",
        ValKind.I64 => "i64",
        ValKind.I32 => "i32",
        _ when IsNullable && Heap.Kind is HeapKind.Func or HeapKind.Extern or HeapKind.Any or HeapKind.Eq or HeapKind.Exn => Heap + "ref",
        _ => IsNullable ? $"(ref null {Heap})" : $"(ref {Heap})",
    };
}
