namespace Compose.Wasm.Core;

public static partial class CoreTypeReader
{
    private const byte GroupCode = 0x4e;
    private const byte FinalCode = 0x4f;
    private const byte SubCode = 0x50;

    /// <summary>
    /// One entry of a type section: a recursion group or a single type; its types are appended to
    /// <paramref name="types"/> (the index space so far).
    /// </summary>
    public static void ReadRecursionGroup(ref WasmReader reader, WasmFeatures features, List<SubType> types)
    {
        long at = reader.Offset;
        int start = types.Count, count = 1;
        bool isWritten = reader.PeekByte() == GroupCode;
        if (isWritten)
        {
            reader.Skip(1);
            Require(at, features, WasmFeatures.Gc, "a recursion group");
            count = reader.ReadCount(WasmLimits.Types, "types of a group");
        }

        if (start + count > WasmLimits.Types)
        {
            WasmErrors.LimitExceeded(at, "types", start + count, WasmLimits.Types);
        }

        for (int i = 0; i < count; i++)
        {
            SubType type = ReadSubType(ref reader, features);
            type.GroupStart = start;
            type.GroupLength = count;
            type.IsGroupWritten = isWritten;
            types.Add(type);
        }
    }

    /// <summary>One type definition with its finality and supertype, as a group of its own.</summary>
    public static SubType ReadSubType(ref WasmReader reader, WasmFeatures features)
    {
        long at = reader.Offset;
        bool isFinal = true;
        int supertype = -1;
        byte code = reader.ReadByte();
        bool isShort = code is not (FinalCode or SubCode);
        if (!isShort)
        {
            Require(at, features, WasmFeatures.Gc, "a subtype");
            isFinal = code == FinalCode;
            int count = reader.ReadCount(WasmLimits.Types, "supertypes");
            for (int i = 0; i < count; i++)
            {
                int index = ReadIndex(ref reader, "type");
                supertype = i == 0 ? index : supertype;
            }

            if (count > 1)
            {
                WasmErrors.Invalid(at, "a type has more than one supertype");
            }

            at = reader.Offset;
            code = reader.ReadByte();
        }

        SubType type;
        switch ((CompositeKind)code)
        {
            case CompositeKind.Func:
                type = SubType.OfFunc(ReadFuncType(ref reader, features), isFinal, supertype);
                break;
            case CompositeKind.Struct:
                Require(at, features, WasmFeatures.Gc, "a struct type");
                var fields = new FieldType[reader.ReadCount(WasmLimits.StructFields, "fields", minimumBytes: 2)];
                for (int i = 0; i < fields.Length; i++)
                {
                    fields[i] = ReadFieldType(ref reader, features);
                }

                type = SubType.OfStruct(fields, isFinal, supertype);
                break;
            case CompositeKind.Array:
                Require(at, features, WasmFeatures.Gc, "an array type");
                type = SubType.OfArray(ReadFieldType(ref reader, features), isFinal, supertype);
                break;
            default:
                WasmErrors.Malformed(at, $"malformed type form 0x{code:x2}");
                return null!;
        }

        type.IsFinalWritten = !isShort && isFinal && supertype < 0;
        type.Offset = at;
        return type;
    }

    private static FieldType ReadFieldType(ref WasmReader reader, WasmFeatures features)
    {
        ValType storage = ReadStorageType(ref reader, features);
        return new FieldType(storage, ReadMutability(ref reader));
    }
}
