using System.Text;
using System.Text.Json;
using Compose.Runtime.Abi;
using Compose.Testing;

namespace Compose.Runtime.Tests.Suite;

/// <summary>Component constants of scripts, against the type that a function has.</summary>
internal static class ComponentValues
{
    public static Value From(WastConst constant, AbiType type)
    {
        JsonElement json = constant.Value;
        switch (type.Kind)
        {
            case AbiKind.Bool:
                return Value.From(json.GetBoolean());
            case AbiKind.S8 or AbiKind.S16 or AbiKind.S32 or AbiKind.S64:
                return Value.From(long.Parse(constant.Text!));
            case AbiKind.U8 or AbiKind.U16 or AbiKind.U32 or AbiKind.U64 or AbiKind.F32 or AbiKind.F64:
                return Value.Raw(WastConst.BitsOf(constant.Type, constant.Text!), null);
            case AbiKind.Char:
                return Value.From(constant.Text!.EnumerateRunes().First());
            case AbiKind.String:
                return Value.From(constant.Text!);
            case AbiKind.List or AbiKind.FixedList or AbiKind.Map:
                return Elements(WastConst.List(json), type.Element!);
            case AbiKind.Tuple:
                return Value.Tuple([.. WastConst.List(json).Select((item, i) => From(item, type.Fields[i].Type!))]);
            case AbiKind.Record:
                return Value.Record([.. json.EnumerateArray().Select((pair, i) => From(WastConst.From(pair[1]), type.Fields[i].Type!))]);
            case AbiKind.Flags:
                return Value.Flags(json.EnumerateArray().Aggregate(0ul, (bits, label) => bits | (1ul << IndexOf(type, label.GetString()!))));
            case AbiKind.Enum:
                return Value.Case(IndexOf(type, constant.Text!));
            case AbiKind.Variant:
                int index = IndexOf(type, json.GetProperty("case").GetString()!);
                return Case(type, index, json.TryGetProperty("payload", out JsonElement payload) ? payload : default);
            case AbiKind.Option:
                return json.ValueKind == JsonValueKind.Null ? Value.None : Case(type, 1, json);
            case AbiKind.Result:
                return json.TryGetProperty("Ok", out JsonElement ok) ? Case(type, 0, ok) : Case(type, 1, json.GetProperty("Err"));
            default:
                throw new NotSupportedException($"constants of the type {type}");
        }
    }

    /// <summary>Whether a result is what the script expects; NaN is compared as NaN.</summary>
    public static bool AreEqual(in Value actual, in Value expected, AbiType type)
    {
        switch (type.Kind)
        {
            case AbiKind.F32:
                return float.IsNaN(expected.AsF32) ? float.IsNaN(actual.AsF32) : actual.Bits == expected.Bits;
            case AbiKind.F64:
                return double.IsNaN(expected.AsF64) ? double.IsNaN(actual.AsF64) : actual.Bits == expected.Bits;
            case AbiKind.String:
                return actual.AsString == expected.AsString;
            case AbiKind.List or AbiKind.FixedList or AbiKind.Map:
                if (expected.Object is byte[] bytes)
                {
                    return bytes.AsSpan().SequenceEqual(actual.AsBytes);
                }

                Value[] some = actual.AsList;
                Value[] others = expected.AsList;
                return some.Length == others.Length && !some.Where((item, i) => !AreEqual(item, others[i], type.Element!)).Any();
            case AbiKind.Record or AbiKind.Tuple:
                Value[] fields = actual.AsList;
                Value[] wanted = expected.AsList;
                return !fields.Where((item, i) => !AreEqual(item, wanted[i], type.Fields[i].Type!)).Any();
            case AbiKind.Variant or AbiKind.Enum or AbiKind.Option or AbiKind.Result:
                return actual.CaseIndex == expected.CaseIndex
                    && (type.Fields[actual.CaseIndex].Type is not { } payload || AreEqual(actual.Payload, expected.Payload, payload));
            default:
                return actual.Bits == expected.Bits;
        }
    }

    private static Value Case(AbiType type, int index, JsonElement payload) =>
        type.Fields[index].Type is { } inner ? Value.Case(index, From(WastConst.From(payload), inner)) : Value.Case(index);

    private static Value Elements(IReadOnlyList<WastConst> items, AbiType element) => element.Kind == AbiKind.U8
        ? Value.From([.. items.Select(item => From(item, element).AsU8)])
        : Value.List([.. items.Select(item => From(item, element))]);

    private static int IndexOf(AbiType type, string label)
    {
        int index = Array.FindIndex(type.Fields, field => field.Name == label);
        return index >= 0 ? index : throw new InvalidDataException($"no label {label} in {type}");
    }
}
