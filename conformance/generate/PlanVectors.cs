using System.Text.Json.Nodes;
using Compose.Canonical;
using Compose.Plans;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Compose.Conformance.Generate;

/// <summary>Canonical plans with their identities, and what is none with the codes of what is wrong.</summary>
internal static class PlanVectors
{
    private static readonly ReadOnlyMemory<byte> s_digest = Digest.Of([1]).ToArray();

    public static VectorSet Make()
    {
        var set = new VectorSet("plan", "Canonical plans, version 2: digest, id and bare form of those that are right; the codes of all that is wrong with others.");
        Add(set, "minimal", "plan.identity", "A component, an instance and a policy are a plan.", Plan());
        Add(set, "named", "plan.identity", "Its name is part of its identity.", Plan(more: [7, "n"]));
        Add(set, "source", "plan.bare", "Where a component was found is part of its identity, but not of the bare plan's.", Plan(components: [Component("a", [2, "a.wasm"])]));
        Add(set, "wired", "plan.cddl", "Wires, exports, capabilities and secrets, in order.", Full());
        Add(set, "wires-swapped", "plan.order", "Wires that are out of order are refused.", Full(wires: [Wire("b", "y:y/y", "a"), Wire("b", "x:x/x", "a")]));
        Add(set, "unknown-key", "plan.unknown-key", "A key that the form does not have is an error.", Plan(more: [99, 1]));
        Add(set, "reserved-key", "plan.reserved-key", "A key that is allotted and not there yet is named as such.", Plan(more: [11, 1]));
        Add(set, "no-policy", "plan.cddl", "The policy is not optional.", Map(0, 2, 1, List(Component("a")), 2, List(Instance("a"))));
        Add(set, "no-components", "plan.cddl", "An empty list of components is refused.", Plan(components: []));
        Add(set, "components-swapped", "plan.order", "Components that are out of order are refused.", Plan(components: [Component("b"), Component("a")]));
        Add(set, "id-letters", "plan.cddl", "An id with other letters is refused.", Plan(components: [Component("a b")]));
        Add(set, "id-empty", "plan.cddl", "An empty id is refused.", Plan(components: [Component("")]));
        Add(set, "id-100", "plan.cddl", "An id has at most 100 letters.", Plan(components: [Component(new string('a', 100))], instances: [Map(0, "a", 1, new string('a', 100))]));
        Add(set, "id-101", "plan.cddl", "A hundred and one are too many.", Plan(components: [Component(new string('a', 101))]));
        Add(set, "digest-short", "plan.cddl", "A digest has 32 bytes.", Plan(components: [Map(0, "a", 1, CborNode.Of(new byte[31].AsMemory()))]));
        Add(set, "digest-text", "plan.cddl", "A digest is bytes, not text.", Plan(components: [Map(0, "a", 1, "sha256:00")]));
        Add(set, "mode-3", "plan.cddl", "There are three modes of determinism.", Plan(policy: Map(0, 3)));
        Add(set, "limits", "plan.cddl", "Limits are unsigned integers.", Plan(policy: Map(0, 2, 3, Map(0, 1000, 4, 5))));
        Add(set, "limits-empty", "plan.cddl", "A map of limits that holds none is left out.", Plan(policy: Map(0, 2, 3, Map())));
        Add(set, "limits-negative", "plan.cddl", "They are not negative.", Plan(policy: Map(0, 2, 3, Map(0, -1))));
        Add(set, "not-a-map", "plan.cddl", "A list where a map belongs is refused.", Plan(policy: List()));
        Add(set, "no-wires", "plan.cddl", "An empty list of wires is left out.", Plan(more: [3, List()]));
        return set;
    }

    /// <summary>The bytes of the smallest plan.</summary>
    public static byte[] Minimal(string? name = null) => CborWriter.Encode(name is null ? Plan() : Plan(more: [7, name]));

    private static void Add(VectorSet set, string name, string clause, string statement, CborNode plan)
    {
        byte[] bytes = CborWriter.Encode(plan);
        PlanDocument document = PlanReader.Read(bytes);
        JsonObject expect;
        if (document.Errors.Count == 0)
        {
            expect = new JsonObject
            {
                ["codes"] = new JsonArray(),
                ["plan-digest"] = document.Identity!.PlanDigest.Hex,
                ["plan-id"] = document.Identity.PlanId.Hex,
                ["bare"] = VectorSet.Hex(PlanCborWriter.Encode(document.Plan!, bare: true)),
            };
        }
        else
        {
            expect = new JsonObject { ["codes"] = new JsonArray([.. document.Errors.Select(error => error.Code.Name).Distinct().Order(StringComparer.Ordinal).Select(code => (JsonNode)code)]) };
        }

        set.Add(name, clause, statement, new JsonObject { ["hex"] = VectorSet.Hex(bytes) }, expect);
    }

    private static CborNode Full(CborNode[]? wires = null) => Plan(
        components: [Component("a"), Component("b")],
        instances:
        [
            Map(0, "a", 1, "a", 2, List(
                Map(0, "wasi:cli/environment", 1, 0, 2, MapOfTexts("K", "v")),
                Map(0, "wasi:filesystem", 1, 1, 5, List(Map(0, "data", 1, "/data", 2, CborNode.Of(true)))))),
            Map(0, "b", 1, "b", 3, List(Map(0, "key", 1, "s"))),
        ],
        more:
        [
            3, List(wires ?? [Wire("b", "x:x/x", "a"), Wire("b", "y:y/y", "a")]),
            4, List(Map(0, "wasi:cli/run", 1, "b", 2, "wasi:cli/run")),
            5, List(Map(0, "s", 1, "env://KEY")),
        ]);

    private static CborNode Plan(CborNode[]? components = null, CborNode[]? instances = null, CborNode? policy = null, object[]? more = null)
    {
        List<object> pairs = [0, 2, 1, List(components ?? [Component("a")]), 2, List(instances ?? [Instance("a")]), 6, policy ?? Map(0, 2), .. more ?? []];
        // Keys of the root in order, whatever is added.
        object[] ordered = [.. Enumerable.Range(0, pairs.Count / 2).OrderBy(at => (int)pairs[2 * at]).SelectMany(at => new[] { pairs[2 * at], pairs[(2 * at) + 1] })];
        return Map(ordered);
    }

    private static CborNode Component(string id, object[]? more = null) => Map([0, id, 1, CborNode.Of(s_digest), .. more ?? []]);

    private static CborNode Instance(string id) => Map(0, id, 1, id);

    private static CborNode Wire(string consumer, string import, string provider) => Map(0, consumer, 1, import, 2, provider, 3, import);

    private static CborNode MapOfTexts(string key, string value) => CborNode.MapOf([CborNode.Of(key), CborNode.Of(value)]);

    private static CborNode List(params CborNode[] items) => CborNode.ArrayOf(items);

    private static CborNode Map(params object[] pairs) => CborNode.MapOf([.. pairs.Select(value => value switch
    {
        CborNode node => node,
        string text => CborNode.Of(text),
        int number => CborNode.Of((long)number),
        _ => throw new InvalidOperationException("no such value"),
    })]);
}
