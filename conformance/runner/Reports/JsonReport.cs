using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>Reports as JSON (<c>compose-conformance/1</c>, SPEC of the format in <c>docs/conformance.md</c>).</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ReportDocument report) => ToJson(report).ToJsonString(s_indented) + "\n";

    public static JsonObject ToJson(ReportDocument report) => new()
    {
        ["format"] = ReportDocument.Format,
        ["started"] = report.Started.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["host"] = new JsonObject
        {
            ["name"] = report.Host.Name,
            ["title"] = report.Host.Title,
            ["version"] = report.Host.Version,
            ["fingerprint"] = report.Host.Fingerprint,
            ["program"] = report.Host.ProgramDigest.ToString(),
            ["claims"] = Texts(report.Host.Claims),
            ["features"] = Texts(report.Host.Features),
        },
        ["suite-digest"] = report.SuiteDigest.ToString(),
        ["suites"] = new JsonArray([.. report.Suites.Select(suite => (JsonNode)new JsonObject { ["name"] = suite.Name, ["title"] = suite.Title })]),
        ["totals"] = Totals(report),
        ["tests"] = new JsonArray([.. report.Rows.Select(row => (JsonNode)new JsonObject
        {
            ["id"] = row.Id,
            ["suite"] = row.Suite,
            ["statement"] = row.Statement,
            ["clauses"] = Texts(row.Clauses),
            ["verdict"] = Word.Of(row.Verdict),
            ["reasons"] = Texts(row.Reasons),
            ["output"] = row.Output,
            ["milliseconds"] = row.Milliseconds,
        })]),
    };

    /// <summary>How many tests came to which verdict.</summary>
    internal static JsonObject Totals(ReportDocument report) => new()
    {
        ["passed"] = report.Count(Verdict.Passed),
        ["failed"] = report.Count(Verdict.Failed),
        ["skipped"] = report.Count(Verdict.Skipped),
        ["unclaimed"] = report.Count(Verdict.Unclaimed),
    };

    /// <exception cref="ComposeException"><c>Conformance.InvalidReport</c>.</exception>
    public static ReportDocument Read(string file)
    {
        try
        {
            return Read(File.ReadAllBytes(file), file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Conformance.InvalidReport, $"{file} cannot be read: {failure.Message}", new ErrorLocation { File = file });
        }
    }

    /// <summary>Reads the bytes of a report; <paramref name="file"/> names it in errors.</summary>
    /// <exception cref="ComposeException"><c>Conformance.InvalidReport</c>.</exception>
    public static ReportDocument Read(ReadOnlySpan<byte> utf8, string file)
    {
        try
        {
            return Parse(Encoding.UTF8.GetString(utf8));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or NullReferenceException or ArgumentException)
        {
            throw new ComposeException(ErrorCodes.Conformance.InvalidReport, $"{file} is no report: {failure.Message}", new ErrorLocation { File = file }, "give a file that `run --report` wrote");
        }
    }

    /// <summary>Reads the text of a report; throws what JSON readers throw.</summary>
    internal static ReportDocument Parse(string text)
    {
        JsonNode root = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 16 })!;
        if (root["format"]!.GetValue<string>() != ReportDocument.Format)
        {
            throw new FormatException("the format is not " + ReportDocument.Format);
        }

        JsonNode host = root["host"]!;
        return new ReportDocument
        {
            Host = new HostIdentity
            {
                Name = Text(host, "name"),
                Title = Text(host, "title"),
                Version = Text(host, "version"),
                Fingerprint = host["fingerprint"]?.GetValue<string>(),
                ProgramDigest = ReadDigest(Text(host, "program")),
                Claims = Texts(host["claims"]!),
                Features = Texts(host["features"]!),
            },
            SuiteDigest = ReadDigest(Text(root, "suite-digest")),
            Started = DateTimeOffset.Parse(Text(root, "started"), CultureInfo.InvariantCulture),
            Suites = [.. root["suites"]!.AsArray().Select(suite => (Text(suite!, "name"), Text(suite!, "title")))],
            Rows = [.. root["tests"]!.AsArray().Select(row => new ReportRow
            {
                Id = Text(row!, "id"),
                Suite = Text(row!, "suite"),
                Statement = Text(row!, "statement"),
                Clauses = Texts(row!["clauses"]!),
                Verdict = Word.TryRead(Text(row, "verdict"), out Verdict verdict) ? verdict : throw new FormatException("no verdict"),
                Reasons = Texts(row["reasons"]!),
                Output = Text(row, "output"),
                Milliseconds = row["milliseconds"]!.GetValue<double>(),
            })],
        };
    }

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    private static Digest ReadDigest(string text) => Digest.TryParse(text, out Digest digest) ? digest : throw new FormatException($"'{text}' is no digest");

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string[] Texts(JsonNode node) => [.. node.AsArray().Select(text => text!.GetValue<string>())];
}
