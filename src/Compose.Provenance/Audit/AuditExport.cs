using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Compose.Provenance;

/// <summary>The journal in forms that other systems take in.</summary>
public static class AuditExport
{
    /// <summary>OpenTelemetry logs, OTLP JSON: one request with all records.</summary>
    public static JsonObject ToOpenTelemetry(IEnumerable<JournalRecord> records)
    {
        var logs = new JsonArray();
        foreach (JournalRecord record in records)
        {
            (int number, string text) = record.Fact.Severity switch
            {
                AuditSeverity.Info => (9, "INFO"),
                AuditSeverity.Warning => (13, "WARN"),
                AuditSeverity.Error => (17, "ERROR"),
                _ => (21, "FATAL"),
            };
            var attributes = new JsonArray();
            foreach ((string key, string value) in Fields(record))
            {
                attributes.Add((JsonNode)new JsonObject { ["key"] = "compose." + key, ["value"] = new JsonObject { ["stringValue"] = value } });
            }

            logs.Add((JsonNode)new JsonObject
            {
                ["timeUnixNano"] = (record.Time.ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture),
                ["severityNumber"] = number,
                ["severityText"] = text,
                ["body"] = new JsonObject { ["stringValue"] = $"{JournalRecord.NameOf(record.Fact.Operation)} {record.Fact.Outcome}" },
                ["attributes"] = attributes,
            });
        }

        var service = new JsonObject { ["key"] = "service.name", ["value"] = new JsonObject { ["stringValue"] = "compose" } };
        return new JsonObject
        {
            ["resourceLogs"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = new JsonArray(service) },
                ["scopeLogs"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = "compose.audit" }, ["logRecords"] = logs }),
            }),
        };
    }

    /// <summary>ArcSight Common Event Format, one line a record; <c>|</c>, <c>=</c>, <c>\</c> and line ends are escaped.</summary>
    public static string ToCef(JournalRecord record)
    {
        int severity = record.Fact.Severity switch { AuditSeverity.Info => 2, AuditSeverity.Warning => 5, AuditSeverity.Error => 7, _ => 10 };
        string operation = JournalRecord.NameOf(record.Fact.Operation);
        var text = new StringBuilder();
        text.Append("CEF:0|Compose|composectl|1|").Append(Header(operation)).Append('|').Append(Header($"{operation} {record.Fact.Outcome}")).Append('|').Append(severity).Append('|');
        text.Append("rt=").Append(record.Time.ToUnixTimeMilliseconds()).Append(" externalId=").Append(record.Sequence);
        foreach ((string key, string value) in Fields(record))
        {
            text.Append(' ').Append("compose").Append(string.Concat(key.Split('-', '.').Select(part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]))).Append('=').Append(Extension(value));
        }

        return text.ToString();
    }

    private static IEnumerable<(string Key, string Value)> Fields(JournalRecord record)
    {
        AuditRecord fact = record.Fact;
        yield return ("operation", JournalRecord.NameOf(fact.Operation));
        yield return ("outcome", fact.Outcome);
        (string, string?)[] optional =
        [
            ("plan", fact.Plan?.Hex), ("cache-key", fact.CacheKey), ("tenant", fact.Tenant), ("instance", fact.Instance?.Text),
            ("exit-code", fact.ExitCode?.ToString(CultureInfo.InvariantCulture)), ("determinism", fact.Determinism?.ToString().ToLowerInvariant()),
            ("trust-policy", fact.TrustPolicy), ("actor", fact.Actor),
        ];
        foreach ((string key, string? value) in optional)
        {
            if (value is not null)
            {
                yield return (key, value);
            }
        }

        foreach ((string key, string value) in fact.Context)
        {
            yield return ("context." + key, value);
        }
    }

    private static string Header(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal).Replace("\r", " ", StringComparison.Ordinal);

    private static string Extension(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
