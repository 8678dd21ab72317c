using System.Text.Json.Nodes;
using Compose.Emit.Stubs;
using Compose.Wasm.Components;

namespace Compose.Conformance.Generate;

/// <summary>What a function that is denied answers, by its type.</summary>
internal static class DenialVectors
{
    private static readonly (string Name, string Statement, string[] Cases)[] s_errors =
    [
        ("filesystem", "Of the codes of files, `access` is taken.", ["access", "would-block", "not-permitted-elsewhere", "no-entry"]),
        ("not-permitted", "`not-permitted` goes before `access`.", ["access", "not-permitted", "busy"]),
        ("closed", "A stream that is denied is closed.", ["last-operation-failed(u32)", "closed"]),
        ("closed-with-payload", "A case with a payload is not taken, whatever its name.", ["closed(u32)", "denied"]),
        ("http", "`HTTP-request-denied` says it for HTTP.", ["DNS-timeout", "HTTP-request-denied", "internal-error(string)", "denied"]),
        ("order-of-preference", "The order is that of the specification, not of the type.", ["unauthorized", "forbidden", "denied", "permission-denied", "access", "not-permitted", "access-denied", "closed"]),
        ("last", "Without a telling name it is the last case without payload.", ["first", "second", "third", "fourth(u32)"]),
        ("only-first", "Even if that is the first.", ["first", "second(u32)", "third(string)"]),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("denials", "The answer of a denied function that is compiled in (SPEC, 4.4). A case with a payload is written `name(type)`.");
        foreach ((string name, string statement, string[] cases) in s_errors)
        {
            var variant = new VariantType([.. cases.Select(text => Case(text))]);
            Add(set, "error-" + name, statement, new JsonObject { ["result"] = new JsonArray([.. cases.Select(text => (JsonNode)text)]) }, new ResultType(null, variant), variant);
        }

        Add(set, "bare-result", "A result without a type of error is an error.", new JsonObject { ["result"] = new JsonArray() }, new ResultType(PrimitiveType.Of(PrimitiveKind.U32), null));
        Add(set, "nothing", "A function without result answers nothing.", new JsonObject { ["type"] = null }, null);
        Add(set, "number", "A number is zero.", new JsonObject { ["type"] = "u64" }, PrimitiveType.Of(PrimitiveKind.U64));
        Add(set, "text", "A string is empty.", new JsonObject { ["type"] = "string" }, PrimitiveType.Of(PrimitiveKind.String));
        Add(set, "list", "A list is empty.", new JsonObject { ["type"] = "list" }, new ListType(PrimitiveType.Of(PrimitiveKind.U8)));
        Add(set, "option", "An option is none.", new JsonObject { ["type"] = "option" }, new OptionType(PrimitiveType.Of(PrimitiveKind.U8)));
        Add(set, "random", "Random numbers trap: a zero would be believed.", new JsonObject { ["interface"] = "wasi:random/random", ["type"] = "u64" }, PrimitiveType.Of(PrimitiveKind.U64), interfaceName: "wasi:random/random");
        Add(set, "async", "An async function traps.", new JsonObject { ["type"] = "u64", ["async"] = true }, PrimitiveType.Of(PrimitiveKind.U64), isAsync: true);
        return set;
    }

    private static VariantCase Case(string text)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? new VariantCase(text, null)
            : new VariantCase(text[..open], PrimitiveType.Of(text[open..] == "(u32)" ? PrimitiveKind.U32 : PrimitiveKind.String));
    }

    private static void Add(
        VectorSet set, string name, string statement, JsonObject input, ComponentValueType? type, VariantType? errors = null, string interfaceName = "acme:log/sink", bool isAsync = false)
    {
        Answer answer = DenialAnswers.For(interfaceName, "call", new ComponentFuncType([], type, isAsync));
        JsonObject expect = answer switch
        {
            { Kind: AnswerKind.Trap } => new JsonObject { ["answer"] = "trap" },
            { Value: { Bits: 1, Payload: { } error } } when errors is not null => new JsonObject { ["answer"] = "error", ["case"] = errors.Cases[(int)error.Bits].Name },
            { Value.Bits: 1 } when type is ResultType => new JsonObject { ["answer"] = "error" },
            { Kind: AnswerKind.Value } => new JsonObject { ["answer"] = "empty" },
            _ => throw new InvalidOperationException($"{name} has an answer that vectors do not tell"),
        };
        set.Add(name, "emit.denials", statement, input, expect);
    }
}
