using System.Text;
using System.Text.Json.Nodes;
using Compose.Canonical;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Compose.Provenance;

/// <summary>One line of the journal: a fact with its number, time and the hash of the line before it.</summary>
/// <param name="Sequence">The number, from 1, over all segments.</param>
/// <param name="Time">When it was appended, to the millisecond.</param>
/// <param name="Previous">The hash of the record before; of the first, that of the journal's name.</param>
/// <param name="Fact">What happened.</param>
public sealed record JournalRecord(long Sequence, DateTimeOffset Time, Digest Previous, AuditRecord Fact)
{
    /// <summary>Canonical JSON (RFC 8785) without line end: what is hashed and written.</summary>
    public byte[] ToLine()
    {
        var json = new JsonObject
        {
            ["seq"] = Sequence,
            ["time-ms"] = Time.ToUnixTimeMilliseconds(),
            ["prev"] = Previous.Hex,
            ["operation"] = NameOf(Fact.Operation),
            ["severity"] = Fact.Severity.ToString().ToLowerInvariant(),
            ["outcome"] = Fact.Outcome,
        };
        Add(json, "plan", Fact.Plan?.Hex);
        Add(json, "cache-key", Fact.CacheKey);
        Add(json, "tenant", Fact.Tenant);
        Add(json, "instance", Fact.Instance?.Text);
        Add(json, "exit-code", Fact.ExitCode);
        Add(json, "determinism", Fact.Determinism?.ToString().ToLowerInvariant());
        Add(json, "trust-policy", Fact.TrustPolicy);
        Add(json, "actor", Fact.Actor);
        if (Fact.Context.Count > 0)
        {
            var context = new JsonObject();
            foreach ((string key, string value) in Fact.Context)
            {
                context[key] = value;
            }

            json["context"] = context;
        }

        return CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>The hash of a line, which the next record carries and by which a record is named.</summary>
    public static Digest HashOf(ReadOnlySpan<byte> line)
    {
        byte[] tagged = [.. "compose-audit:1\n"u8, .. line];
        return Digest.Of(tagged);
    }

    /// <summary>Reads a line; null if it is not one in canonical form.</summary>
    public static JournalRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject json
                || !Digest.TryParse(json["prev"]?.GetValue<string>(), out Digest previous)
                || OperationOf(json["operation"]?.GetValue<string>()) is not { } operation
                || !Enum.TryParse(json["severity"]?.GetValue<string>(), ignoreCase: true, out AuditSeverity severity))
            {
                return null;
            }

            var record = new JournalRecord(
                json["seq"]!.GetValue<long>(),
                DateTimeOffset.FromUnixTimeMilliseconds(json["time-ms"]!.GetValue<long>()),
                previous,
                new AuditRecord(operation, severity, json["outcome"]!.GetValue<string>())
                {
                    Plan = Digest.TryParse(json["plan"]?.GetValue<string>(), out Digest plan) ? plan : null,
                    CacheKey = json["cache-key"]?.GetValue<string>(),
                    Tenant = json["tenant"]?.GetValue<string>(),
                    Instance = json["instance"]?.GetValue<string>() is { } path ? new InstancePath(path) : null,
                    ExitCode = json["exit-code"]?.GetValue<int>(),
                    Determinism = Enum.TryParse(json["determinism"]?.GetValue<string>(), ignoreCase: true, out DeterminismMode mode) ? mode : null,
                    TrustPolicy = json["trust-policy"]?.GetValue<string>(),
                    Actor = json["actor"]?.GetValue<string>(),
                    Context = json["context"] is JsonObject context ? [.. context.Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value!.GetValue<string>()))] : [],
                });
            return record.ToLine().AsSpan().SequenceEqual(line) ? record : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException or OverflowException or ComposeException)
        {
            return null;
        }
    }

    /// <summary>The name of an operation: <c>secret-resolve</c>.</summary>
    public static string NameOf(AuditOperation operation) => operation switch
    {
        AuditOperation.Emit => "emit",
        AuditOperation.Exec => "exec",
        AuditOperation.TrustVerify => "trust-verify",
        AuditOperation.SecretResolve => "secret-resolve",
        AuditOperation.PolicyEnforce => "policy-enforce",
        _ => "validate",
    };

    /// <summary>The operation of a name; null for none.</summary>
    public static AuditOperation? OperationOf(string? name)
    {
        foreach (AuditOperation operation in Enum.GetValues<AuditOperation>())
        {
            if (NameOf(operation) == name)
            {
                return operation;
            }
        }

        return null;
    }

    private static void Add(JsonObject json, string key, JsonNode? value)
    {
        if (value is not null)
        {
            json[key] = value;
        }
    }
}
