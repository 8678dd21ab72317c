using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Compose.Engine;
using Compose.Runtime.Resources;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Abi;

/// <summary>
/// Lifts values out of a guest into <see cref="Value"/>s (canonical ABI, "Loading" and "Flat Lifting"). No guest code
/// runs meanwhile, so spans of the memory stay valid.
/// </summary>
internal ref struct Lifter
{
    private readonly CanonicalOptions _options;
    private readonly ResourceType[] _resources;
    private readonly ComponentInstance _instance;
    private readonly CallScope? _lenders;
    private readonly LentBytes? _bytes;
    private readonly bool _is64;
    private long _budget;

    /// <param name="options">Memory and encoding of the side that gives the value.</param>
    /// <param name="resources">The resource environment that the types' slots count in.</param>
    /// <param name="budget">Bytes of host memory that the values may take.</param>
    /// <param name="lenders">
    /// Notes handles that are lent; null where no guest runs before they are given back, that is for calls to the host.
    /// </param>
    /// <param name="bytes">Lends the first list of bytes, which is then not copied; null where every list is.</param>
    public Lifter(CanonicalOptions options, ResourceType[] resources, long budget, CallScope? lenders = null, LentBytes? bytes = null)
    {
        _bytes = bytes;
        _lenders = lenders;
        _options = options;
        _resources = resources;
        _instance = options.Instance;
        _is64 = options.Is64;
        _budget = budget;
    }

    /// <summary>Lifts parameters or results of these types from flat slots, or from memory when they do not fit.</summary>
    public void LiftParameters(AbiFunction function, scoped ReadOnlySpan<ulong> slots, scoped Span<Value> values)
    {
        AbiField[] parameters = function.Parameters;
        if (function.ParametersInMemory(_is64))
        {
            AbiLayout layout = function.ParameterTuple.Layout(_is64);
            ReadOnlySpan<byte> at = Checked(Pointer(slots[0]), layout);
            for (int i = 0; i < parameters.Length; i++)
            {
                values[i] = Load(parameters[i].Type!, at[(int)layout.Offsets[i]..]);
            }

            return;
        }

        int position = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            values[i] = LiftFlat(parameters[i].Type!, slots, ref position);
        }
    }

    /// <summary>Lifts the result of a lifted function.</summary>
    public Value LiftResult(AbiFunction function, scoped ReadOnlySpan<ulong> slots)
    {
        if (function.Result is not { } type)
        {
            return default;
        }

        if (function.ResultInMemory(_is64))
        {
            return Load(type, Checked(Pointer(slots[0]), type.Layout(_is64)));
        }

        int position = 0;
        return LiftFlat(type, slots, ref position);
    }

    private readonly ulong Pointer(ulong slot) => _is64 ? slot : (uint)slot;

    private readonly ReadOnlySpan<byte> Checked(ulong pointer, AbiLayout layout)
    {
        if ((pointer & (layout.Alignment - 1)) != 0)
        {
            Traps.UnalignedPointer();
        }

        CoreMemory memory = _options.Memory!;
        if (pointer > memory.ByteLength || memory.ByteLength - pointer < layout.Size)
        {
            Traps.Throw("pointer out of bounds of memory");
        }

        return memory.Slice(pointer, (int)layout.Size);
    }

    private Value LiftFlat(AbiType type, scoped ReadOnlySpan<ulong> slots, ref int position)
    {
        switch (type.Kind)
        {
            case AbiKind.String:
                ulong pointer = Pointer(slots[position++]);
                return Value.From(LoadString(pointer, Pointer(slots[position++])));
            case AbiKind.List or AbiKind.Map:
                ulong start = Pointer(slots[position++]);
                return LoadList(type.Element!, start, Pointer(slots[position++]));
            case AbiKind.Record or AbiKind.Tuple:
                var fields = Allocate(type.Fields.Length);
                for (int i = 0; i < fields.Length; i++)
                {
                    fields[i] = LiftFlat(type.Fields[i].Type!, slots, ref position);
                }

                return Value.Record(fields);
            case AbiKind.FixedList:
                var elements = Allocate((int)type.Length);
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = LiftFlat(type.Element!, slots, ref position);
                }

                return FromElements(type.Element!, elements);
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                return LiftFlatVariant(type, slots, ref position);
            default:
                return Scalar(type, slots[position++]);
        }
    }

    // A payload's slots hold joined types: reading the low half of a slot undoes every join.
    private Value LiftFlatVariant(AbiType type, scoped ReadOnlySpan<ulong> slots, ref int position)
    {
        int end = position + type.Flat(_is64).Length;
        uint index = (uint)slots[position++];
        if (index >= (uint)type.Fields.Length)
        {
            Traps.InvalidDiscriminant();
        }

        Value value = Value.Case((int)index);
        if (type.Fields[index].Type is { } payload)
        {
            value = Boxed(index, LiftFlat(payload, slots, ref position));
        }

        position = end;
        return value;
    }

    private Value Boxed(uint index, Value payload)
    {
        Charge(32);
        return Value.Case((int)index, payload);
    }

    private readonly Value Scalar(AbiType type, ulong raw)
    {
        switch (type.Kind)
        {
            case AbiKind.Bool:
                return Value.From((uint)raw != 0);
            case AbiKind.S8:
                return Value.From((sbyte)raw);
            case AbiKind.U8:
                return Value.From((byte)raw);
            case AbiKind.S16:
                return Value.From((short)raw);
            case AbiKind.U16:
                return Value.From((ushort)raw);
            case AbiKind.S32:
                return Value.From((int)raw);
            case AbiKind.U32:
                return Value.From((uint)raw);
            case AbiKind.F32:
                uint single = (uint)raw;
                return Value.Raw(float.IsNaN(BitConverter.UInt32BitsToSingle(single)) ? 0x7fc00000u : single, null);
            case AbiKind.F64:
                return Value.Raw(double.IsNaN(BitConverter.UInt64BitsToDouble(raw)) ? 0x7ff8000000000000ul : raw, null);
            case AbiKind.Char:
                uint code = (uint)raw;
                if (code >= 0x110000 || code - 0xd800 < 0x800)
                {
                    Traps.InvalidChar();
                }

                return Value.From(code);
            case AbiKind.Flags:
                return Value.Flags((uint)raw & type.FlagsMask);
            case AbiKind.Own:
                return LiftOwn((uint)raw, _resources[type.ResourceSlot]);
            case AbiKind.Borrow:
                return LiftBorrow((uint)raw, _resources[type.ResourceSlot]);
            case AbiKind.Stream or AbiKind.Future or AbiKind.ErrorContext:
                throw NotSupported.Feature(type.Kind switch
                {
                    AbiKind.Stream => "a stream value",
                    AbiKind.Future => "a future value",
                    _ => "an error-context value",
                });
            default:
                return Value.From(raw);
        }
    }

    private readonly Value LiftOwn(uint index, ResourceType type)
    {
        _instance.Handles.RemoveOwn(index, type, out uint representation, out object? reference);
        return Value.Resource(type.Host is not null
            ? reference!
            : new GuestResource(_instance.Store, type, representation, reference, owned: true));
    }

    private readonly Value LiftBorrow(uint index, ResourceType type)
    {
        ref HandleEntry entry = ref _instance.Handles.Get(index, type);
        if (_lenders is not null)
        {
            entry.Lends++;
            _lenders.AddLender(_instance.Handles, index);
        }

        return Value.Resource(type.Host is not null
            ? entry.Object!
            : new GuestResource(_instance.Store, type, entry.Representation, entry.Object, owned: false));
    }

    private Value Load(AbiType type, ReadOnlySpan<byte> at)
    {
        switch (type.Kind)
        {
            case AbiKind.String:
                return Value.From(LoadString(LoadPointer(at), LoadPointer(at[(_is64 ? 8 : 4)..])));
            case AbiKind.List or AbiKind.Map:
                return LoadList(type.Element!, LoadPointer(at), LoadPointer(at[(_is64 ? 8 : 4)..]));
            case AbiKind.FixedList:
                return LoadElements(type.Element!, at, (int)type.Length);
            case AbiKind.Record or AbiKind.Tuple:
                var fields = Allocate(type.Fields.Length);
                uint[] offsets = type.Layout(_is64).Offsets;
                for (int i = 0; i < fields.Length; i++)
                {
                    fields[i] = Load(type.Fields[i].Type!, at[(int)offsets[i]..]);
                }

                return Value.Record(fields);
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                uint index = LoadTag(type, at);
                if (index >= (uint)type.Fields.Length)
                {
                    Traps.InvalidDiscriminant();
                }

                return type.Fields[index].Type is { } payload
                    ? Boxed(index, Load(payload, at[(int)type.Layout(_is64).PayloadOffset..]))
                    : Value.Case((int)index);
            default:
                return Scalar(type, LoadScalar(type.Layout(_is64).Size, at));
        }
    }

    private static uint LoadTag(AbiType type, ReadOnlySpan<byte> at) => (uint)LoadScalar(type.TagSize, at);

    private static ulong LoadScalar(uint size, ReadOnlySpan<byte> at) => size switch
    {
        1 => at[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(at),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(at),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
    };

    private readonly ulong LoadPointer(ReadOnlySpan<byte> at) => LoadScalar(_is64 ? 8u : 4u, at);

    private string LoadString(ulong pointer, ulong tagged)
    {
        StringEncoding encoding = _options.Encoding;
        ulong length = tagged;
        bool wide = encoding == StringEncoding.Utf16;
        if (encoding == StringEncoding.Latin1OrUtf16)
        {
            ulong tag = _is64 ? 1ul << 63 : 1ul << 31;
            wide = (tagged & tag) != 0;
            length = tagged & ~tag;
        }

        if (length > CanonicalOptions.MaxByteLength >> (wide ? 1 : 0))
        {
            Traps.TooLong();
        }

        int bytes = wide ? (int)length * 2 : (int)length;
        if (encoding != StringEncoding.Utf8 && (pointer & 1) != 0)
        {
            Traps.UnalignedPointer();
        }

        ulong size = _options.Memory!.ByteLength;
        if (pointer > size || size - pointer < (ulong)bytes)
        {
            Traps.StringOutOfBounds();
        }

        Charge(2L * bytes);
        ReadOnlySpan<byte> span = _options.Memory.Slice(pointer, bytes);
        if (wide)
        {
            ReadOnlySpan<char> text = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(span);
            if (!StringTranscoder.IsValidUtf16(text))
            {
                Traps.InvalidUtf16();
            }

            return new string(text);
        }

        if (encoding == StringEncoding.Latin1OrUtf16)
        {
            return Encoding.Latin1.GetString(span);
        }

        if (!Utf8.IsValid(span))
        {
            Traps.InvalidUtf8();
        }

        return Encoding.UTF8.GetString(span);
    }

    private Value LoadList(AbiType element, ulong pointer, ulong length)
    {
        AbiLayout layout = element.Layout(_is64);
        if (length > CanonicalOptions.MaxByteLength / layout.Size)
        {
            Traps.TooLong();
        }

        if ((pointer & (layout.Alignment - 1)) != 0)
        {
            Traps.UnalignedPointer();
        }

        int bytes = (int)length * (int)layout.Size;
        ulong size = _options.Memory!.ByteLength;
        if (pointer > size || size - pointer < (ulong)bytes)
        {
            Traps.ListOutOfBounds();
        }

        if (element.Kind == AbiKind.U8 && _bytes is { IsFree: true } lent)
        {
            Charge(bytes);
            return lent.Lend(_options.Memory, pointer, bytes);
        }

        return LoadElements(element, _options.Memory.Slice(pointer, bytes), (int)length);
    }

    private Value LoadElements(AbiType element, ReadOnlySpan<byte> at, int count)
    {
        if (element.Kind == AbiKind.U8)
        {
            Charge(count);
            return Value.From(at[..count].ToArray());
        }

        Value[] values = Allocate(count);
        int stride = (int)element.Layout(_is64).Size;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Load(element, at[(i * stride)..]);
        }

        return Value.List(values);
    }

    private static Value FromElements(AbiType element, Value[] values)
    {
        if (element.Kind != AbiKind.U8)
        {
            return Value.List(values);
        }

        var bytes = new byte[values.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = values[i].AsU8;
        }

        return Value.From(bytes);
    }

    private Value[] Allocate(int count)
    {
        Charge(16L * count);
        return new Value[count];
    }

    private void Charge(long bytes)
    {
        _budget -= bytes;
        if (_budget < 0)
        {
            throw new ComposeException(
                ErrorCodes.Exec.ResourceExhausted,
                "a value that a guest passes to the host is larger than the limit on values",
                hint: "pass it in pieces, or raise the limit");
        }
    }
}
