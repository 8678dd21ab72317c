using Compose.Canonical;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>The record <c>sys:compose/plan#plan-v1</c> as the canonical CBOR of the founding form, and back.</summary>
internal static class PlanValues
{
    /// <summary>The bytes of a plan; lists that have to ascend are sorted.</summary>
    public static byte[] Encode(Value plan)
    {
        var map = new List<CborNode>
        {
            Key(0), CborNode.Of(plan[0].AsString),
            Key(1), CborNode.Of(plan[1].AsString),
            Key(2), CborNode.ArrayOf([.. plan[2].AsList.OrderBy(c => c[0].AsString, StringComparer.Ordinal).Select(c => Map(
                CborNode.Of(c[0].AsString), CborNode.Of(c[1].AsBytes.AsMemory()), Optional(c[2]))),]),
            Key(3), CborNode.ArrayOf([.. plan[3].AsList.Select(b => Map(
                CborNode.Of(b[0].AsString), CborNode.Of(b[1].AsString), CborNode.Of(b[2].AsString), Optional(b[3]))),]),
            Key(4), CborNode.ArrayOf([.. plan[4].AsList.Select(s => Map(CborNode.Of(s[0].AsString), CborNode.Of(s[1].AsString)))]),
            Key(5), Policy(plan[5]),
        };
        if (plan[6].CaseIndex == 1)
        {
            map.AddRange([Key(6), CborNode.Of(1ul)]);
        }

        if (plan[7].AsList.Length > 0)
        {
            map.AddRange([Key(7), CborNode.ArrayOf([.. plan[7].AsList.Select(e => Map(CborNode.Of(e[0].AsString), CborNode.Of(e[1].AsString)))])]);
        }

        return CborWriter.Encode(CborNode.MapOf(map));
    }

    /// <summary>The record of canonical bytes, which must be a plan of version 1 in the founding form.</summary>
    /// <exception cref="ComposeException">All that is wrong with them.</exception>
    public static Value Decode(ReadOnlyMemory<byte> bytes)
    {
        PlanReader.Read(bytes, form: PlanForm.V1).Require();
        CborNode root = CborReader.ReadCanonical(bytes, ErrorCodes.Plan.InvalidCBOR);
        CborNode policy = Find(root, 5)!;
        CborNode limits = Find(policy, 3)!;
        return Value.Record(
            Text(root, 0),
            Text(root, 1),
            Value.List([.. Items(root, 2).Select(c => Value.Record(Text(c, 0), Value.From(Find(c, 1)!.Bytes), OptionalText(c, 2)))]),
            Value.List([.. Items(root, 3).Select(b => Value.Record(Text(b, 0), Text(b, 1), Text(b, 2), OptionalText(b, 3)))]),
            Value.List([.. Items(root, 4).Select(s => Value.Record(Text(s, 0), Text(s, 1)))]),
            Value.Record(
                Value.Case((int)Find(policy, 0)!.Argument),
                Value.List([.. Items(policy, 1).Select(c => Value.Record(Text(c, 0), Value.Case((int)Find(c, 1)!.Argument)))]),
                OptionalText(policy, 2),
                Value.Record(Number(limits, 0), Number(limits, 1), Number(limits, 2))),
            Value.Case(Find(root, 6) is { } linkage ? (int)linkage.Argument : 0),
            Value.List([.. Items(root, 7).Select(e => Value.Record(Text(e, 0), Text(e, 1)))]));
    }

    private static CborNode Policy(Value policy) => Map(
        CborNode.Of((ulong)policy[0].CaseIndex),
        CborNode.ArrayOf([.. policy[1].AsList.Select(c => Map(CborNode.Of(c[0].AsString), CborNode.Of((ulong)c[1].CaseIndex)))]),
        Optional(policy[2]),
        Map(OptionalNumber(policy[3][0]), OptionalNumber(policy[3][1]), OptionalNumber(policy[3][2])));

    private static CborNode Key(ulong key) => CborNode.Of(key);

    /// <summary>A map with the keys 0, 1, 2 … without those whose value is left out.</summary>
    private static CborNode Map(params ReadOnlySpan<CborNode?> values)
    {
        var items = new List<CborNode>();
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                items.Add(Key((ulong)i));
                items.Add(value);
            }
        }

        return CborNode.MapOf(items);
    }

    private static CborNode? Optional(Value text) => text.IsSome ? CborNode.Of(text.Payload.AsString) : null;

    private static CborNode? OptionalNumber(Value number) => number.IsSome ? CborNode.Of(number.Payload.AsU64) : null;

    private static CborNode? Find(CborNode map, ulong key)
    {
        for (int i = 0; i < map.Items.Count; i += 2)
        {
            if (map.Items[i].Kind == CborKind.Unsigned && map.Items[i].Argument == key)
            {
                return map.Items[i + 1];
            }
        }

        return null;
    }

    private static IReadOnlyList<CborNode> Items(CborNode map, ulong key) => Find(map, key)?.Items ?? [];

    private static Value Text(CborNode map, ulong key) => Value.From(Find(map, key)!.Text);

    private static Value OptionalText(CborNode map, ulong key) => Find(map, key) is { } text ? Value.Some(Value.From(text.Text)) : Value.None;

    private static Value Number(CborNode map, ulong key) => Find(map, key) is { } number ? Value.Some(Value.From(number.Argument)) : Value.None;
}
