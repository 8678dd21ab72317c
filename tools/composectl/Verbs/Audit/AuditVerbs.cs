using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Provenance;

namespace Compose.CommandLine;

/// <summary><c>audit list|verify|export|prove</c>.</summary>
internal static class AuditVerbs
{
    public static Command Create() => new("audit", "Read and verify the audit journal of a tenant.") { List(), Verify(), Export(), Prove() };

    private static Command List()
    {
        var operation = new Option<string?>("--operation") { Description = "Only validate, emit, exec, trust-verify, secret-resolve or policy-enforce.", HelpName = "NAME" };
        var limit = new Option<int?>("--limit") { Description = "Only the last so many.", HelpName = "N" };
        var command = new Command("list", "List the records of the journal.") { operation, limit };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            AuditOperation? only = parsed.GetValue(operation) is { } name
                ? JournalRecord.OperationOf(name) ?? throw new ComposeException(ErrorCodes.Generic.Usage, $"there is no operation '{name}'", hint: "see composectl audit list --help")
                : null;
            IEnumerable<JournalRecord> records = AuditSession.Journal(parsed).Read().Where(record => only is null || record.Fact.Operation == only);
            List<JournalRecord> shown = [.. parsed.GetValue(limit) is { } last ? records.TakeLast(last) : records];
            return invocation.Succeed(
                new JsonObject { ["records"] = new JsonArray([.. shown.Select(record => JsonNode.Parse(record.ToLine()))]) },
                text => shown.ForEach(record => text.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.Sequence,6} {record.Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {JournalRecord.NameOf(record.Fact.Operation),-14} {record.Fact.Severity.ToString().ToLowerInvariant(),-8} {record.Fact.Outcome}{(record.Fact.Instance is { } instance ? " " + instance : string.Empty)}"))));
        }));
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Follow the chain of hashes; exit code 1 if a record was changed, removed or added.");
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            (IReadOnlyList<ComposeError> faults, long count, Digest head) = AuditSession.Journal(parsed).Verify();
            var document = new JsonObject { ["records"] = count, ["head"] = head.ToString() };
            return faults.Count > 0 ? invocation.Fail(faults, document) : invocation.Succeed(document, text => text.WriteLine($"{count} records, intact, {head}"));
        }));
        return command;
    }

    private static Command Export()
    {
        var form = new Option<string>("--as") { Description = "jsonl, otel (OpenTelemetry logs, OTLP JSON) or cef.", HelpName = "FORM", DefaultValueFactory = _ => "jsonl" };
        form.AcceptOnlyFromAmong("jsonl", "otel", "cef");
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var command = new Command("export", "Write the journal for other systems.") { form, output };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IEnumerable<JournalRecord> records = AuditSession.Journal(parsed).Read();
            string text = parsed.GetRequiredValue(form) switch
            {
                "otel" => AuditExport.ToOpenTelemetry(records).ToJsonString() + "\n",
                "cef" => string.Concat(records.Select(record => AuditExport.ToCef(record) + "\n")),
                _ => string.Concat(records.Select(record => Encoding.UTF8.GetString(record.ToLine()) + "\n")),
            };
            InputFile.Write(parsed.GetRequiredValue(output), Encoding.UTF8.GetBytes(text));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Prove()
    {
        var sequence = new Argument<long>("RECORD") { Description = "The number of the record." };
        var command = new Command("prove", "Print the Merkle path from a record to the root of its segment (RFC 6962).") { sequence };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            JournalProof proof = AuditSession.Journal(parsed).Prove(parsed.GetValue(sequence));
            return invocation.Succeed(
                new JsonObject
                {
                    ["segment"] = proof.Segment,
                    ["index"] = proof.Index,
                    ["size"] = proof.Size,
                    ["root"] = proof.Root.ToString(),
                    ["path"] = new JsonArray([.. proof.Path.Select(hash => (JsonNode)Convert.ToHexStringLower(hash))]),
                    ["record"] = Encoding.UTF8.GetString(proof.Line),
                },
                text =>
                {
                    text.WriteLine($"{proof.Segment} line {proof.Index + 1} of {proof.Size}, root {proof.Root}");
                    foreach (byte[] hash in proof.Path)
                    {
                        text.WriteLine("  " + Convert.ToHexStringLower(hash));
                    }
                });
        }));
        return command;
    }
}
