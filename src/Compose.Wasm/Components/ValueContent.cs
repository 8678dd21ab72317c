using System.Text.Unicode;

namespace Compose.Wasm.Components;

/// <summary>Checks constant values (Binary.md, "Value Definitions").</summary>
internal static class ValueContent
{
    private const int MaximumElements = 1 << 28;

    public static void Check(ref WasmReader reader, ComponentValueType type)
    {
        var at = reader.Offset;
        switch (type)
        {
            case PrimitiveType primitive:
                CheckPrimitive(ref reader, primitive.Kind);
                break;
            case RecordType record:
                foreach (var field in record.Fields)
                {
                    Check(ref reader, field.Type);
                }

                break;
            case TupleType tuple:
                foreach (var element in tuple.Elements)
                {
                    Check(ref reader, element);
                }

                break;
            case ListType list:
                var count = reader.ReadCount(MaximumElements, "elements");
                for (var i = 0; i < count; i++)
                {
                    Check(ref reader, list.Element);
                }

                break;
            case FixedListType list:
                for (var i = 0u; i < list.Length; i++)
                {
                    Check(ref reader, list.Element);
                }

                break;
            case FlagsType flags:
                reader.Skip((flags.Names.Count + 7) / 8);
                break;
            case OptionType or ResultType:
                CheckCase(ref reader, (SumType)type, reader.ReadByte(), at);
                break;
            case SumType sum:
                CheckCase(ref reader, sum, reader.ReadVarU32(), at);
                break;
            default:
                WasmErrors.Invalid(at, $"there are no constant values of the type {type}");
                break;
        }
    }

    private static void CheckCase(ref WasmReader reader, SumType type, uint index, long at)
    {
        if (index >= type.Payloads.Count)
        {
            WasmErrors.Malformed(at, $"case {index} of {type} does not exist");
        }

        if (type.Payloads[(int)index] is { } payload)
        {
            Check(ref reader, payload);
        }
    }

    private static void CheckPrimitive(ref WasmReader reader, PrimitiveKind kind)
    {
        var at = reader.Offset;
        switch (kind)
        {
            case PrimitiveKind.Bool:
                if (reader.ReadByte() > 1)
                {
                    WasmErrors.Malformed(at, "a bool must be 0x00 or 0x01");
                }

                break;
            case PrimitiveKind.S8 or PrimitiveKind.U8:
                reader.ReadByte();
                break;
            case PrimitiveKind.S16:
                if (reader.ReadVarS32() is < short.MinValue or > short.MaxValue)
                {
                    WasmErrors.Malformed(at, "integer too large for s16");
                }

                break;
            case PrimitiveKind.U16:
                if (reader.ReadVarU32() > ushort.MaxValue)
                {
                    WasmErrors.Malformed(at, "integer too large for u16");
                }

                break;
            case PrimitiveKind.S32:
                reader.ReadVarS32();
                break;
            case PrimitiveKind.U32:
                reader.ReadVarU32();
                break;
            case PrimitiveKind.S64:
                reader.ReadVarS64();
                break;
            case PrimitiveKind.U64:
                reader.ReadVarU64();
                break;
            case PrimitiveKind.F32:
                if (float.IsNaN(BitConverter.UInt32BitsToSingle(reader.ReadU32())) && !IsCanonical32(reader, at))
                {
                    WasmErrors.Malformed(at, "a NaN must be canonical");
                }

                break;
            case PrimitiveKind.F64:
                if (double.IsNaN(BitConverter.UInt64BitsToDouble(reader.ReadU64())) && !IsCanonical64(reader, at))
                {
                    WasmErrors.Malformed(at, "a NaN must be canonical");
                }

                break;
            case PrimitiveKind.Char:
                CheckChar(ref reader);
                break;
            case PrimitiveKind.String:
                reader.ReadNameBytes(MaximumElements);
                break;
            default:
                WasmErrors.Invalid(at, "there are no constant values of the type error-context");
                break;
        }
    }

    private static void CheckChar(ref WasmReader reader)
    {
        var at = reader.Offset;
        var first = reader.PeekByte();
        var length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (!Utf8.IsValid(reader.ReadBytes(length)))
        {
            WasmErrors.Malformed(at, "malformed UTF-8 encoding of a char");
        }
    }

    private static bool IsCanonical32(WasmReader reader, long at)
    {
        var bytes = reader.Data[(int)(at - reader.BaseOffset)..];
        return bytes[..4].SequenceEqual((ReadOnlySpan<byte>)[0x00, 0x00, 0xc0, 0x7f]);
    }

    private static bool IsCanonical64(WasmReader reader, long at)
    {
        var bytes = reader.Data[(int)(at - reader.BaseOffset)..];
        return bytes[..8].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, 0xf8, 0x7f]);
    }
}
