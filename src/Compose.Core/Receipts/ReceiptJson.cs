using System.Text.Json.Nodes;

namespace Compose;

/// <summary>
/// The JSON form of receipts (SPEC.md, §6.3). Times stand under <c>time</c> and nowhere else, so that the receipts of
/// equal runs are equal without it. Numbers beyond 2^53 are texts.
/// </summary>
public static partial class ReceiptJson
{
    /// <summary>The number of the format.</summary>
    public const int Version = 1;

    private const long MaxExact = 1L << 53;

    public static JsonObject Of(Receipt receipt)
    {
        var json = new JsonObject { ["receipt"] = Version, ["operation"] = receipt.Operation, ["outcome"] = receipt.Outcome };
        Add(json, "plan", receipt.Plan?.ToString());
        Add(json, "key", receipt.Key);
        Add(json, "cache", receipt.Cache);
        Add(json, "function", receipt.Function);
        Add(json, "engine", receipt.Engine);
        Add(json, "tenant", receipt.Tenant);
        Add(json, "determinism", receipt.Determinism?.ToString().ToLowerInvariant());
        Add(json, "trust", receipt.Trust?.ToString());
        json["inputs"] = Digests(receipt.Inputs);
        json["outputs"] = Digests(receipt.Outputs);
        json["grants"] = Grants(receipt.Grants);
        if (receipt.Errors.Count > 0)
        {
            json["errors"] = new JsonArray([.. receipt.Errors.Select(code => (JsonNode)code)]);
        }

        Add(json, "answers", Number(receipt.Answers));
        Add(json, "fuel", Number(receipt.Fuel));
        Add(json, "memory-bytes", Number((long?)receipt.MemoryBytes));
        if (receipt.Started is { } started)
        {
            var time = new JsonObject { ["started-ms"] = started.ToUnixTimeMilliseconds() };
            Add(time, "duration-us", receipt.Duration is { } duration ? duration.Ticks / 10 : null);
            json["time"] = time;
        }

        return json;
    }

    private static JsonObject Digests(IReadOnlyList<KeyValuePair<string, Digest>> digests)
    {
        var json = new JsonObject();
        foreach ((string name, Digest digest) in digests)
        {
            json[name] = digest.ToString();
        }

        return json;
    }

    private static JsonArray Grants(IReadOnlyList<GrantRecord> grants)
    {
        var array = new JsonArray();
        foreach (GrantRecord grant in grants)
        {
            var json = new JsonObject
            {
                ["instance"] = grant.Instance.Text ?? string.Empty,
                ["interface"] = grant.Interface,
                ["state"] = grant.State,
            };
            Add(json, "grant", grant.Digest?.ToString());
            if (grant.IsCompiled)
            {
                json["compiled"] = true;
            }

            Add(json, "calls", Number(grant.Calls));
            Add(json, "refusals", Number(grant.Refusals));
            array.Add((JsonNode)json);
        }

        return array;
    }

    private static JsonNode? Number(long? number) => number is not { } value ? null
        : value is >= -MaxExact and <= MaxExact ? value
        : value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void Add(JsonObject json, string key, JsonNode? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }
}
