using System.Runtime.CompilerServices;
using System.Text;

namespace Compose.Runtime;

/// <summary>
/// One component value in 16 bytes. It does not describe itself: the component type at hand says how to read it.
/// <list type="bullet">
/// <item>bool, integers, char (a code point): <see cref="Bits"/>, signed integers sign-extended to 64 bits;</item>
/// <item>f32, f64: the raw bits, f32 in the low half;</item>
/// <item>string: <see cref="Object"/> is a <see cref="string"/>;</item>
/// <item>list&lt;u8&gt;: <see cref="Object"/> is a <c>byte[]</c>, or <see cref="LentBytes"/> where that was asked for; any other list, a map, a record, a tuple: a <c>Value[]</c>
/// (map entries are two-element tuples);</item>
/// <item>variant, enum, option, result: <see cref="Bits"/> is the case index (none 0, some 1; ok 0, err 1) and
/// <see cref="Object"/> the boxed payload or null;</item>
/// <item>flags: <see cref="Bits"/>, label i at bit i;</item>
/// <item>own, borrow: <see cref="Object"/> is the host's own object for a resource the host implements, a
/// <see cref="ResourceHandle"/> for one that a guest implements.</item>
/// </list>
/// </summary>
public readonly struct Value
{
    private Value(ulong bits, object? reference)
    {
        Bits = bits;
        Object = reference;
    }

    /// <summary>The scalar part.</summary>
    public ulong Bits { get; }

    /// <summary>The reference part.</summary>
    public object? Object { get; }

    /// <summary>The value of a function without result.</summary>
    public static Value Unit => default;

    /// <summary>A value of exactly these two parts.</summary>
    public static Value Raw(ulong bits, object? reference) => new(bits, reference);

    public static Value From(bool value) => new(value ? 1ul : 0ul, null);

    public static Value From(byte value) => new(value, null);

    public static Value From(sbyte value) => new(unchecked((ulong)(long)value), null);

    public static Value From(ushort value) => new(value, null);

    public static Value From(short value) => new(unchecked((ulong)(long)value), null);

    public static Value From(uint value) => new(value, null);

    public static Value From(int value) => new(unchecked((ulong)(long)value), null);

    public static Value From(ulong value) => new(value, null);

    public static Value From(long value) => new(unchecked((ulong)value), null);

    public static Value From(float value) => new(BitConverter.SingleToUInt32Bits(value), null);

    public static Value From(double value) => new(BitConverter.DoubleToUInt64Bits(value), null);

    public static Value From(Rune value) => new((uint)value.Value, null);

    public static Value From(string value) => new(0, value);

    /// <summary>A list&lt;u8&gt; that takes the array over.</summary>
    public static Value From(byte[] value) => new(0, value);

    /// <summary>A list&lt;u8&gt; with a copy of the bytes.</summary>
    public static Value From(ReadOnlyMemory<byte> value) => new(0, value.ToArray());

    /// <summary>A list&lt;u8&gt; that is only lent.</summary>
    public static Value From(LentBytes value) => new(0, value);

    /// <summary>A resource that the host implements: own and borrow look alike.</summary>
    public static Value Resource(object resource) => new(0, resource);

    /// <summary>A record, by its fields in order.</summary>
    public static Value Record(params Value[] fields) => new(0, fields);

    /// <summary>A tuple, by its elements in order.</summary>
    public static Value Tuple(params Value[] elements) => new(0, elements);

    /// <summary>A list of anything but u8.</summary>
    public static Value List(params Value[] elements) => new(0, elements);

    /// <summary>An enum case or a variant case without payload.</summary>
    public static Value Case(int index) => new((uint)index, null);

    /// <summary>A variant case with its payload.</summary>
    public static Value Case(int index, Value payload) => new((uint)index, Box(payload));

    /// <summary>Flags by their bits.</summary>
    public static Value Flags(ulong bits) => new(bits, null);

    /// <summary>The absent option.</summary>
    public static Value None => default;

    /// <summary>The present option.</summary>
    public static Value Some(Value value) => new(1, Box(value));

    /// <summary>The result <c>ok</c> without payload.</summary>
    public static Value Ok() => default;

    /// <summary>The result <c>ok</c>.</summary>
    public static Value Ok(Value value) => new(0, Box(value));

    /// <summary>The result <c>err</c> without payload.</summary>
    public static Value Err() => new(1, null);

    /// <summary>The result <c>err</c>.</summary>
    public static Value Err(Value value) => new(1, Box(value));

    /// <summary>The payload form kept in <see cref="Object"/> of a variant.</summary>
    public static object Box(Value value) => value;

    public bool AsBool => Bits != 0;

    public byte AsU8 => (byte)Bits;

    public sbyte AsS8 => (sbyte)Bits;

    public ushort AsU16 => (ushort)Bits;

    public short AsS16 => (short)Bits;

    public uint AsU32 => (uint)Bits;

    public int AsS32 => (int)Bits;

    public ulong AsU64 => Bits;

    public long AsS64 => (long)Bits;

    public float AsF32 => BitConverter.UInt32BitsToSingle((uint)Bits);

    public double AsF64 => BitConverter.UInt64BitsToDouble(Bits);

    /// <summary>The scalar value of a char.</summary>
    public Rune AsChar => new((uint)Bits);

    public string AsString => (string)Object!;

    /// <summary>The bytes of a list&lt;u8&gt;; the receiver owns the array.</summary>
    public byte[] AsBytes => (byte[])Object!;

    /// <summary>The bytes of a list&lt;u8&gt; that may be lent; to look at during the call.</summary>
    public ReadOnlySpan<byte> AsSpan => Object is LentBytes lent ? lent.Span : AsBytes;

    /// <summary>The value itself, or a copy of bytes that are only lent.</summary>
    public Value Kept => Object is LentBytes lent ? From(lent.Span.ToArray()) : this;

    /// <summary>The elements of a list, the fields of a record, the elements of a tuple.</summary>
    public Value[] AsList => (Value[])Object!;

    /// <summary>Field <paramref name="index"/> of a record, tuple or list.</summary>
    public Value this[int index] => ((Value[])Object!)[index];

    /// <summary>The case index of a variant, enum, option or result.</summary>
    public int CaseIndex => (int)Bits;

    /// <summary>Whether an option holds a value.</summary>
    public bool IsSome => Bits == 1;

    /// <summary>Whether a result is <c>ok</c>.</summary>
    public bool IsOk => Bits == 0;

    /// <summary>The payload of the case at hand; <see cref="Unit"/> where it has none.</summary>
    public Value Payload => Object is null ? default : Unsafe.Unbox<Value>(Object);

    /// <summary>The host's object behind an own or a borrow.</summary>
    /// <exception cref="InvalidCastException">The resource is of another kind.</exception>
    public T AsObject<T>()
        where T : class => (T)Object!;
}
