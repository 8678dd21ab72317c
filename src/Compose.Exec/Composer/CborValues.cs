using System.Text;
using Compose.Canonical;
using Compose.Runtime;
using Compose.Runtime.Abi;

namespace Compose.Exec.Composer;

/// <summary>
/// Component values as CBOR, by their type: list&lt;u8&gt; is a byte string, another list or a tuple an array, a record a map
/// by its fields, an option its value or null, a result a map with <c>ok</c> or <c>err</c>, a variant a map from its case
/// to the payload or null, an enum its case, flags an array of names, a char a text of one. Handles, streams and futures
/// do not cross.
/// </summary>
internal static class CborValues
{
    private const int MaxDepth = 100;

    /// <summary>The arguments of a function from a CBOR array of them.</summary>
    /// <exception cref="ComposeException"><c>Exec.InvalidArgs</c>.</exception>
    public static Value[] ReadArguments(ReadOnlyMemory<byte> cbor, AbiFunction function)
    {
        CborNode node = CborReader.Read(cbor, out _);
        if (node.Kind != CborKind.Array || node.Items.Count != function.Parameters.Length)
        {
            throw Wrong($"an array of {function.Parameters.Length} arguments is expected");
        }

        var values = new Value[node.Items.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Read(node.Items[i], function.Parameters[i].Type!, 0);
        }

        return values;
    }

    /// <summary>The result of a function; null where it has none.</summary>
    public static byte[] Write(in Value value, AbiType? type) => CborWriter.Encode(type is null ? CborNode.Null : Write(value, type, 0));

    private static Value Read(CborNode node, AbiType type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong("the value nests too deep");
        }

        switch (type.Kind)
        {
            case AbiKind.Bool:
                return node.IsBoolean ? Value.From(node.Argument == 21) : throw Wrong("a boolean is expected");
            case AbiKind.U8 or AbiKind.U16 or AbiKind.U32 or AbiKind.U64:
                return node.Kind == CborKind.Unsigned && node.Argument <= Most(type.Kind) ? Value.From(node.Argument) : throw Wrong($"a {type.Kind} is expected");
            case AbiKind.S8 or AbiKind.S16 or AbiKind.S32 or AbiKind.S64:
                return ReadSigned(node, type.Kind);
            case AbiKind.F32:
                return Value.From((float)ReadFloat(node));
            case AbiKind.F64:
                return Value.From(ReadFloat(node));
            case AbiKind.Char:
                return node.Kind == CborKind.Text && Rune.TryGetRuneAt(node.Text + "\0", 0, out Rune rune) && rune.Utf16SequenceLength == node.Text.Length
                    ? Value.From(rune)
                    : throw Wrong("a text of one character is expected");
            case AbiKind.String:
                return node.Kind == CborKind.Text ? Value.From(node.Text) : throw Wrong("a text is expected");
            case AbiKind.List when type.Element!.Kind == AbiKind.U8:
                return node.Kind == CborKind.Bytes ? Value.From(node.Bytes) : throw Wrong("a byte string is expected");
            case AbiKind.List or AbiKind.FixedList:
                if (node.Kind != CborKind.Array || (type.Kind == AbiKind.FixedList && node.Items.Count != type.Length))
                {
                    throw Wrong("an array is expected");
                }

                return Value.List([.. node.Items.Select(item => Read(item, type.Element!, depth + 1))]);
            case AbiKind.Tuple:
                if (node.Kind != CborKind.Array || node.Items.Count != type.Fields.Length)
                {
                    throw Wrong($"an array of {type.Fields.Length} is expected");
                }

                return Value.Tuple([.. node.Items.Select((item, i) => Read(item, type.Fields[i].Type!, depth + 1))]);
            case AbiKind.Record:
                return ReadRecord(node, type, depth);
            case AbiKind.Option:
                return node.IsNull ? Value.None : Value.Some(Read(node, type.Fields[1].Type!, depth + 1));
            case AbiKind.Enum:
                return Value.Case(CaseOf(type, node.Kind == CborKind.Text ? node.Text : string.Empty));
            case AbiKind.Result or AbiKind.Variant:
                return ReadCase(node, type, depth);
            case AbiKind.Flags:
                ulong bits = 0;
                foreach (CborNode label in node.Kind == CborKind.Array ? node.Items : throw Wrong("an array of names is expected"))
                {
                    bits |= 1ul << CaseOf(type, label.Kind == CborKind.Text ? label.Text : string.Empty);
                }

                return Value.Flags(bits);
            default:
                throw Wrong($"a value of the type {type} cannot come as bytes");
        }
    }

    private static Value ReadRecord(CborNode node, AbiType type, int depth)
    {
        if (node.Kind != CborKind.Map || node.PairCount != type.Fields.Length)
        {
            throw Wrong($"a map with the keys {string.Join(", ", type.Fields.Select(f => f.Name))} is expected");
        }

        var fields = new Value[type.Fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = Read(Find(node, type.Fields[i].Name) ?? throw Wrong($"the key {type.Fields[i].Name} is missing"), type.Fields[i].Type!, depth + 1);
        }

        return Value.Record(fields);
    }

    private static Value ReadCase(CborNode node, AbiType type, int depth)
    {
        if (node.Kind != CborKind.Map || node.PairCount != 1 || node.Items[0].Kind != CborKind.Text)
        {
            throw Wrong("a map from one case to its value is expected");
        }

        int index = CaseOf(type, node.Items[0].Text);
        return type.Fields[index].Type is { } payload ? Value.Case(index, Read(node.Items[1], payload, depth + 1))
            : node.Items[1].IsNull ? Value.Case(index)
            : throw Wrong($"the case {node.Items[0].Text} has no value");
    }

    private static Value ReadSigned(CborNode node, AbiKind kind)
    {
        ulong most = Most(kind);
        if (node.Kind is not (CborKind.Unsigned or CborKind.Negative) || node.Argument > most)
        {
            throw Wrong($"a {kind} is expected");
        }

        return Value.From(node.Kind == CborKind.Unsigned ? (long)node.Argument : ~(long)node.Argument);
    }

    private static double ReadFloat(CborNode node) => node.Kind switch
    {
        CborKind.Float => node.Float,
        CborKind.Unsigned => node.Argument,
        CborKind.Negative => -1.0 - node.Argument,
        _ => throw Wrong("a number is expected"),
    };

    private static ulong Most(AbiKind kind) => kind switch
    {
        AbiKind.U8 => byte.MaxValue,
        AbiKind.U16 => ushort.MaxValue,
        AbiKind.U32 => uint.MaxValue,
        AbiKind.S8 => (ulong)sbyte.MaxValue,
        AbiKind.S16 => (ulong)short.MaxValue,
        AbiKind.S32 => int.MaxValue,
        AbiKind.S64 => long.MaxValue,
        _ => ulong.MaxValue,
    };

    private static int CaseOf(AbiType type, string name)
    {
        for (int i = 0; i < type.Fields.Length; i++)
        {
            if (type.Fields[i].Name == name)
            {
                return i;
            }
        }

        throw Wrong($"'{name}' is none of {string.Join(", ", type.Fields.Select(f => f.Name))}");
    }

    private static CborNode? Find(CborNode map, string key)
    {
        for (int i = 0; i < map.Items.Count; i += 2)
        {
            if (map.Items[i].Kind == CborKind.Text && map.Items[i].Text == key)
            {
                return map.Items[i + 1];
            }
        }

        return null;
    }

    private static CborNode Write(in Value value, AbiType type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong("the value nests too deep");
        }

        switch (type.Kind)
        {
            case AbiKind.Bool:
                return CborNode.Of(value.AsBool);
            case AbiKind.U8 or AbiKind.U16 or AbiKind.U32 or AbiKind.U64:
                return CborNode.Of(value.Bits);
            case AbiKind.S8 or AbiKind.S16 or AbiKind.S32 or AbiKind.S64:
                return CborNode.Of((long)value.Bits);
            case AbiKind.F32:
                return CborNode.Of((double)BitConverter.UInt32BitsToSingle((uint)value.Bits));
            case AbiKind.F64:
                return CborNode.Of(BitConverter.UInt64BitsToDouble(value.Bits));
            case AbiKind.Char:
                return CborNode.Of(new Rune((uint)value.Bits).ToString());
            case AbiKind.String:
                return CborNode.Of(value.AsString);
            case AbiKind.List when type.Element!.Kind == AbiKind.U8:
                return CborNode.Of(value.AsBytes.AsMemory());
            case AbiKind.List or AbiKind.FixedList:
                return CborNode.ArrayOf([.. value.AsList.Select(item => Write(item, type.Element!, depth + 1))]);
            case AbiKind.Tuple:
                return CborNode.ArrayOf([.. value.AsList.Select((item, i) => Write(item, type.Fields[i].Type!, depth + 1))]);
            case AbiKind.Record:
                var pairs = new List<CborNode>();
                for (int i = 0; i < type.Fields.Length; i++)
                {
                    pairs.Add(CborNode.Of(type.Fields[i].Name));
                    pairs.Add(Write(value.AsList[i], type.Fields[i].Type!, depth + 1));
                }

                return CborNode.MapOf(pairs);
            case AbiKind.Option:
                return value.IsSome ? Write(value.Payload, type.Fields[1].Type!, depth + 1) : CborNode.Null;
            case AbiKind.Enum:
                return CborNode.Of(type.Fields[value.CaseIndex].Name);
            case AbiKind.Result or AbiKind.Variant:
                AbiField chosen = type.Fields[value.CaseIndex];
                return CborNode.MapOf([CborNode.Of(chosen.Name), chosen.Type is { } payload ? Write(value.Payload, payload, depth + 1) : CborNode.Null]);
            case AbiKind.Flags:
                var names = new List<CborNode>();
                for (int i = 0; i < type.Fields.Length; i++)
                {
                    if ((value.Bits >> i & 1) != 0)
                    {
                        names.Add(CborNode.Of(type.Fields[i].Name));
                    }
                }

                return CborNode.ArrayOf(names);
            default:
                throw Wrong($"a value of the type {type} cannot be handed over as bytes");
        }
    }

    private static ComposeException Wrong(string message) => new(ErrorCodes.Exec.InvalidArgs, message);
}
