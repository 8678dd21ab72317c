using System.Text;
using System.Text.Json.Nodes;
using CanonicalJson = Compose.Canonical.CanonicalJson;

namespace Compose.Conformance.Generate;

/// <summary>Receipts as they stand in a file: what was done, and the line that says so.</summary>
internal static class ReceiptVectors
{
    public static VectorSet Make()
    {
        var set = new VectorSet("receipts", "Receipts as lines of canonical JSON (SPEC, 6.3). The input holds the same facts in no order; numbers are texts.");
        Digest plan = Digest.Of("plan"u8), output = Digest.Of("output"u8), grant = Digest.Of("grant"u8);
        Add(set, "validate", "A receipt of a validation.", new Receipt(Receipt.Validate, "ok") { Plan = plan, Inputs = [new("component.app", output)] });
        Add(set, "emit", "A key is hexadecimal text.", new Receipt(Receipt.Emit, "ok") { Plan = plan, Key = new string('a', 64), Outputs = [new("artifact", output)] });
        Add(set, "exec", "Everything that varies between equal runs is in time.", new Receipt(Receipt.Exec, "exit:3")
        {
            Plan = plan,
            Function = "wasi:cli/run#run",
            Engine = "engine 1",
            Tenant = "acme",
            Determinism = DeterminismMode.Strict,
            Inputs = [new("component", plan), new("stdin", output)],
            Outputs = [new("stdout", output), new("stderr", output)],
            Grants =
            [
                new GrantRecord(new InstancePath("app/db"), "wasi:cli/stdout") { State = "granted", Digest = grant, Calls = 2, Refusals = 0 },
                new GrantRecord(new InstancePath("app/db"), "wasi:cli/stdin") { State = "denied", Digest = grant, IsCompiled = true },
            ],
            Fuel = 1234,
            MemoryBytes = 65536,
            Started = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000),
            Duration = TimeSpan.FromMicroseconds(1500),
        });
        Add(set, "large-number", "A number beyond 2^53 is a text.", new Receipt(Receipt.Exec, "exit:0") { Fuel = (1L << 53) + 1, Answers = 1L << 53 });
        Add(set, "errors", "A failure names its codes.", new Receipt(Receipt.Validate, "Plan.UnknownKey") { Errors = ["Plan.UnknownKey", "Plan.MissingField"] });
        return set;
    }

    private static void Add(VectorSet set, string name, string statement, Receipt receipt)
    {
        JsonObject json = ReceiptJson.Of(receipt);
        set.Add(
            name, "receipts.form", statement, Facts(json),
            new JsonObject { ["line"] = Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()))) });
    }

    /// <summary>The facts with every number as text and keys turned about, so that who reads them has something to do.</summary>
    private static JsonObject Facts(JsonObject json)
    {
        var facts = new JsonObject();
        foreach ((string key, JsonNode? value) in json.Reverse())
        {
            facts[key] = value switch
            {
                JsonObject inner => Facts(inner),
                JsonArray array => new JsonArray([.. array.Select(item => item is JsonObject one ? Facts(one) : item!.DeepClone())]),
                JsonValue number when number.GetValueKind() == System.Text.Json.JsonValueKind.Number => new JsonObject { ["number"] = number.ToJsonString() },
                JsonValue text when key is "fuel" or "answers" => new JsonObject { ["number"] = text.GetValue<string>() },
                _ => value!.DeepClone(),
            };
        }

        return facts;
    }
}
