namespace Compose.Wasm.Components;

/// <summary>A value type as the binary writes it (<c>valtype</c>): a primitive, or a type index. Or nothing, where a
/// type is optional.</summary>
public readonly struct ValueTypeRef : IEquatable<ValueTypeRef>
{
    private const long Absent = 0;

    // 0: none; negative: a primitive's code; positive: type index + 1.
    private readonly long _code;

    private ValueTypeRef(long code) => _code = code;

    public static ValueTypeRef None => new(Absent);

    public bool IsNone => _code == Absent;

    public bool IsPrimitive => _code < 0;

    /// <summary>The primitive; only if <see cref="IsPrimitive"/>.</summary>
    public PrimitiveKind Primitive => (PrimitiveKind)(byte)-_code;

    /// <summary>The type index; only if neither none nor a primitive.</summary>
    public int Index => (int)(_code - 1);

    public static ValueTypeRef Of(PrimitiveKind primitive) => new(-(long)primitive);

    public static ValueTypeRef Of(int index) => new(index + 1L);

    public static implicit operator ValueTypeRef(PrimitiveKind primitive) => Of(primitive);

    public bool Equals(ValueTypeRef other) => _code == other._code;

    public override bool Equals(object? obj) => obj is ValueTypeRef other && Equals(other);

    public override int GetHashCode() => _code.GetHashCode();

    public static bool operator ==(ValueTypeRef left, ValueTypeRef right) => left.Equals(right);

    public static bool operator !=(ValueTypeRef left, ValueTypeRef right) => !left.Equals(right);

    public override string ToString() => IsNone ? "_" : IsPrimitive ? PrimitiveType.Of(Primitive).KindName : "type " + Index;
}
