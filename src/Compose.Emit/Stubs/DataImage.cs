using System.Buffers.Binary;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Emit.Stubs;

/// <summary>
/// The initial memory of a compiled-in component: values laid out as the canonical ABI stores them in a memory of 32
/// bits (CanonicalABI.md, "Storing").
/// </summary>
internal sealed class DataImage(int origin)
{
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, int> _strings = new(StringComparer.Ordinal);

    /// <summary>The address of the first byte.</summary>
    public int Origin { get; } = origin;

    /// <summary>The address behind the last byte.</summary>
    public int End => Origin + _bytes.Count;

    private ReadOnlySpan<byte> Bytes => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);

    /// <summary>Stores a value and returns its address.</summary>
    public int Add(ComponentValueType type, Literal value)
    {
        int address = Reserve(Math.Max((int)type.Size32, 4), Math.Max(type.Alignment32, 4));
        Store(type, value, address);
        return address;
    }

    /// <summary>Room for <paramref name="size"/> zero bytes.</summary>
    public int Reserve(int size, int alignment)
    {
        while (End % alignment != 0)
        {
            _bytes.Add(0);
        }

        int address = End;
        for (int i = 0; i < size; i++)
        {
            _bytes.Add(0);
        }

        return address;
    }

    /// <summary>
    /// Gives the module a memory, exported as <c>memory</c>, that begins with the image and is filled up to a whole
    /// page.
    /// </summary>
    public void Place(CoreModuleBuilder module)
    {
        int memory = module.DefineMemory(new MemoryType(new Limits((ulong)Math.Max(1, (End + 0xffff) / 0x10000))));
        module.Export("memory", ExternKind.Memory, memory);
        if (_bytes.Count > 0)
        {
            module.AddData(memory, Origin, Bytes);
        }
    }

    private void Store(ComponentValueType type, Literal value, int address)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
            {
                byte[] text = value.Utf8();
                if (text.Length > 0 && !_strings.TryGetValue(value.Text, out int at))
                {
                    at = Reserve(text.Length, 1);
                    Write(at, text);
                    _strings.Add(value.Text, at);
                }
                else
                {
                    at = text.Length == 0 ? 0 : _strings[value.Text];
                }

                Number(address, 4, (ulong)at);
                Number(address + 4, 4, (ulong)text.Length);
                break;
            }

            case ListType list:
            {
                int at = 0;
                if (value.Items.Count > 0)
                {
                    at = Reserve(checked((int)(list.Element.Size32 * value.Items.Count)), list.Element.Alignment32);
                    for (int i = 0; i < value.Items.Count; i++)
                    {
                        Store(list.Element, value.Items[i], at + ((int)list.Element.Size32 * i));
                    }
                }

                Number(address, 4, (ulong)at);
                Number(address + 4, 4, (ulong)value.Items.Count);
                break;
            }

            case RecordType record:
                for (int i = 0, offset = 0; i < record.Fields.Count; i++)
                {
                    offset = StoreField(record.Fields[i].Type, Item(value, i), address, offset);
                }

                break;
            case TupleType tuple:
                for (int i = 0, offset = 0; i < tuple.Elements.Count; i++)
                {
                    offset = StoreField(tuple.Elements[i], Item(value, i), address, offset);
                }

                break;
            case SumType sum:
                Number(address, sum.DiscriminantSize, value.Bits);
                if (sum.Payloads[(int)value.Bits] is { } payload)
                {
                    Store(payload, value.Payload ?? Literal.Zero, address + sum.PayloadOffset32);
                }

                break;
            default:
                Number(address, (int)type.Size32, value.Bits);
                break;
        }
    }

    private int StoreField(ComponentValueType type, Literal value, int address, int offset)
    {
        offset = (offset + type.Alignment32 - 1) / type.Alignment32 * type.Alignment32;
        Store(type, value, address + offset);
        return offset + (int)type.Size32;
    }

    private static Literal Item(Literal value, int index) => index < value.Items.Count ? value.Items[index] : Literal.Zero;

    private void Number(int address, int size, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(address, bytes[..size]);
    }

    private void Write(int address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            _bytes[address - Origin + i] = bytes[i];
        }
    }
}
