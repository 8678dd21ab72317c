using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Compose.Engine;
using Compose.Runtime.Resources;
using StringEncoding = Compose.Wasm.Components.StringEncoding;

namespace Compose.Runtime.Abi;

/// <summary>
/// Lowers <see cref="Value"/>s into a guest (canonical ABI, "Storing" and "Flat Lowering"). Memory may grow at every
/// <c>realloc</c>, so no span is kept across one.
/// </summary>
internal ref struct Lowerer
{
    private readonly CanonicalOptions _options;
    private readonly ResourceType[] _resources;
    private readonly ComponentInstance _instance;
    private readonly CallScope? _scope;
    private readonly CoreTask _task;
    private readonly bool _is64;

    /// <param name="options">Memory, realloc and encoding of the side that takes the value.</param>
    /// <param name="resources">The resource environment that the types' slots count in.</param>
    /// <param name="scope">The call that borrows belong to; null where the types hold none.</param>
    /// <param name="task">The task on which realloc runs.</param>
    public Lowerer(CanonicalOptions options, ResourceType[] resources, CallScope? scope, CoreTask task)
    {
        _options = options;
        _resources = resources;
        _instance = options.Instance;
        _scope = scope;
        _task = task;
        _is64 = options.Is64;
    }

    /// <summary>Lowers the parameters of a lifted function into its slots.</summary>
    public void LowerParameters(AbiFunction function, scoped ReadOnlySpan<Value> values, scoped Span<ulong> slots)
    {
        AbiField[] parameters = function.Parameters;
        if (function.ParametersInMemory(_is64))
        {
            AbiLayout layout = function.ParameterTuple.Layout(_is64);
            ulong pointer = Allocate(layout.Alignment, layout.Size);
            for (int i = 0; i < parameters.Length; i++)
            {
                Store(parameters[i].Type!, values[i], pointer + layout.Offsets[i]);
            }

            slots[0] = pointer;
            return;
        }

        int position = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            LowerFlat(parameters[i].Type!, values[i], slots, ref position);
        }
    }

    /// <summary>
    /// Lowers the result of a lowered function: into slot 0, or to the memory that the caller passed as last argument.
    /// </summary>
    public void LowerResult(AbiFunction function, in Value value, ulong returnPointer, scoped Span<ulong> slots)
    {
        if (function.Result is not { } type)
        {
            return;
        }

        if (!function.ResultInMemory(_is64))
        {
            int position = 0;
            LowerFlat(type, value, slots, ref position);
            return;
        }

        AbiLayout layout = type.Layout(_is64);
        ulong pointer = _is64 ? returnPointer : (uint)returnPointer;
        if ((pointer & (layout.Alignment - 1)) != 0)
        {
            Traps.UnalignedPointer();
        }

        ulong size = _options.Memory!.ByteLength;
        if (pointer > size || size - pointer < layout.Size)
        {
            Traps.Throw("pointer out of bounds of memory");
        }

        Store(type, value, pointer);
    }

    private readonly ulong Allocate(uint alignment, ulong bytes)
    {
        ulong pointer = _instance.Reallocate(_options, _task, 0, 0, alignment, bytes);
        if ((pointer & (alignment - 1)) != 0)
        {
            Traps.Throw("realloc return: result not aligned");
        }

        ulong size = _options.Memory!.ByteLength;
        if (pointer > size || size - pointer < bytes)
        {
            Traps.ReallocOutOfBounds();
        }

        return pointer;
    }

    private void LowerFlat(AbiType type, in Value value, scoped Span<ulong> slots, ref int position)
    {
        switch (type.Kind)
        {
            case AbiKind.String:
                (slots[position], slots[position + 1]) = StoreString(value.AsString);
                position += 2;
                return;
            case AbiKind.List or AbiKind.Map:
                (slots[position], slots[position + 1]) = StoreList(type.Element!, value);
                position += 2;
                return;
            case AbiKind.Record or AbiKind.Tuple:
                Value[] fields = value.AsList;
                for (int i = 0; i < type.Fields.Length; i++)
                {
                    LowerFlat(type.Fields[i].Type!, fields[i], slots, ref position);
                }

                return;
            case AbiKind.FixedList:
                for (int i = 0; i < type.Length; i++)
                {
                    LowerFlat(type.Element!, Element(value, i), slots, ref position);
                }

                return;
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                int end = position + type.Flat(_is64).Length;
                AbiField chosen = type.Fields[value.CaseIndex];
                slots[position++] = (uint)value.CaseIndex;
                if (chosen.Type is { } payload)
                {
                    LowerFlat(payload, value.Payload, slots, ref position);
                }

                slots[position..end].Clear();
                position = end;
                return;
            default:
                slots[position++] = Scalar(type, value);
                return;
        }
    }

    private static Value Element(in Value list, int index) =>
        list.Object is byte[] bytes ? Value.From(bytes[index]) : list.AsList[index];

    private readonly ulong Scalar(AbiType type, in Value value)
    {
        switch (type.Kind)
        {
            case AbiKind.Bool:
                return value.Bits != 0 ? 1ul : 0ul;
            case AbiKind.U8:
                return (byte)value.Bits;
            case AbiKind.U16:
                return (ushort)value.Bits;
            case AbiKind.S64 or AbiKind.U64 or AbiKind.F64:
                return value.Bits;
            case AbiKind.Char:
                uint code = (uint)value.Bits;
                if (code >= 0x110000 || code - 0xd800 < 0x800)
                {
                    Traps.InvalidChar();
                }

                return code;
            case AbiKind.Flags:
                return (uint)value.Bits & type.FlagsMask;
            case AbiKind.Own:
                return LowerOwn(value, _resources[type.ResourceSlot]);
            case AbiKind.Borrow:
                return LowerBorrow(value, _resources[type.ResourceSlot]);
            case AbiKind.Stream or AbiKind.Future or AbiKind.ErrorContext:
                throw NotSupported.Feature("a stream, future or error-context value");
            default:
                return (uint)value.Bits;
        }
    }

    private readonly ulong LowerOwn(in Value value, ResourceType type)
    {
        if (type.Host is not null)
        {
            return _instance.Handles.AddOwn(type, 0, value.Object ?? throw MissingObject(type));
        }

        GuestResource resource = Guest(value, type);
        resource.GiveAway();
        return _instance.Handles.AddOwn(type, resource.Representation, resource.Reference);
    }

    private readonly ulong LowerBorrow(in Value value, ResourceType type)
    {
        if (type.Host is not null)
        {
            return _instance.Handles.AddBorrow(type, 0, value.Object ?? throw MissingObject(type), _scope!);
        }

        GuestResource resource = Guest(value, type);
        return ReferenceEquals(type.Implementer, _instance)
            ? resource.Representation
            : _instance.Handles.AddBorrow(type, resource.Representation, resource.Reference, _scope!);
    }

    private static GuestResource Guest(in Value value, ResourceType type) =>
        value.Object is GuestResource resource && ReferenceEquals(resource.Type, type)
            ? resource
            : throw new ComposeException(ErrorCodes.Exec.InvalidArgs, $"the value is not a handle to the resource `{type}`");

    private static InvalidOperationException MissingObject(ResourceType type) =>
        new($"a host function gave no object for the resource `{type}`");

    private void Store(AbiType type, in Value value, ulong pointer)
    {
        switch (type.Kind)
        {
            case AbiKind.String:
                StorePair(pointer, StoreString(value.AsString));
                return;
            case AbiKind.List or AbiKind.Map:
                StorePair(pointer, StoreList(type.Element!, value));
                return;
            case AbiKind.FixedList:
                uint stride = type.Element!.Layout(_is64).Size;
                for (uint i = 0; i < type.Length; i++)
                {
                    Store(type.Element, Element(value, (int)i), pointer + (i * stride));
                }

                return;
            case AbiKind.Record or AbiKind.Tuple:
                Value[] fields = value.AsList;
                uint[] offsets = type.Layout(_is64).Offsets;
                for (int i = 0; i < offsets.Length; i++)
                {
                    Store(type.Fields[i].Type!, fields[i], pointer + offsets[i]);
                }

                return;
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                AbiField chosen = type.Fields[value.CaseIndex];
                StoreScalar(pointer, type.TagSize, (uint)value.CaseIndex);
                if (chosen.Type is { } payload)
                {
                    Store(payload, value.Payload, pointer + type.Layout(_is64).PayloadOffset);
                }

                return;
            default:
                StoreScalar(pointer, type.Layout(_is64).Size, Scalar(type, value));
                return;
        }
    }

    private readonly void StorePair(ulong pointer, (ulong First, ulong Second) pair)
    {
        uint width = _is64 ? 8u : 4u;
        StoreScalar(pointer, width, pair.First);
        StoreScalar(pointer + width, width, pair.Second);
    }

    private readonly void StoreScalar(ulong pointer, uint size, ulong value)
    {
        Span<byte> at = _options.Memory!.Slice(pointer, (int)size);
        switch (size)
        {
            case 1:
                at[0] = (byte)value;
                return;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value);
                return;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)value);
                return;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(at, value);
                return;
        }
    }

    private readonly (ulong Pointer, ulong Length) StoreString(string text)
    {
        switch (_options.Encoding)
        {
            case StringEncoding.Utf8:
                int bytes = Encoding.UTF8.GetByteCount(text);
                Limit((uint)bytes);
                ulong pointer = Allocate(1, (uint)bytes);
                Encoding.UTF8.GetBytes(text, _options.Memory!.Slice(pointer, bytes));
                return (pointer, (uint)bytes);
            case StringEncoding.Latin1OrUtf16 when IsLatin1(text):
                Limit((uint)text.Length);
                ulong narrow = Allocate(2, (uint)text.Length);
                Encoding.Latin1.GetBytes(text, _options.Memory!.Slice(narrow, text.Length));
                return (narrow, (uint)text.Length);
            default:
                Limit((uint)text.Length * 2ul);
                ulong wide = Allocate(2, (uint)text.Length * 2ul);
                WriteUtf16(text, _options.Memory!.Slice(wide, text.Length * 2));
                ulong tag = _options.Encoding == StringEncoding.Utf16 ? 0 : _is64 ? 1ul << 63 : 1ul << 31;
                return (wide, (uint)text.Length | tag);
        }
    }

    // A host's string may hold half a surrogate pair; a guest must never see one.
    private static void WriteUtf16(string text, Span<byte> at)
    {
        Span<char> characters = MemoryMarshal.Cast<byte, char>(at);
        text.CopyTo(characters);
        if (StringTranscoder.IsValidUtf16(text))
        {
            return;
        }

        for (int i = 0; i < characters.Length; i++)
        {
            if (char.IsHighSurrogate(characters[i]) && i + 1 < characters.Length && char.IsLowSurrogate(characters[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(characters[i]))
            {
                characters[i] = '\ufffd';
            }
        }
    }

    private static bool IsLatin1(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');

    private (ulong Pointer, ulong Length) StoreList(AbiType element, in Value value)
    {
        AbiLayout layout = element.Layout(_is64);
        if (value.Object is byte[] or LentBytes)
        {
            return StoreBytes(value.AsSpan);
        }

        Value[] values = value.AsList;
        ulong bytes = (ulong)values.Length * layout.Size;
        Limit(bytes);
        ulong pointer = Allocate(layout.Alignment, bytes);
        for (int i = 0; i < values.Length; i++)
        {
            Store(element, values[i], pointer + ((ulong)i * layout.Size));
        }

        return (pointer, (uint)values.Length);
    }

    private readonly (ulong Pointer, ulong Length) StoreBytes(ReadOnlySpan<byte> bytes)
    {
        Limit((uint)bytes.Length);
        ulong start = Allocate(1, (uint)bytes.Length);
        bytes.CopyTo(_options.Memory!.Slice(start, bytes.Length));
        return (start, (uint)bytes.Length);
    }

    private static void Limit(ulong bytes)
    {
        if (bytes > CanonicalOptions.MaxByteLength)
        {
            Traps.TooLong();
        }
    }
}
