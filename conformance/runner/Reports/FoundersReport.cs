using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compose.Signing;
using CanonicalJson = Compose.Canonical.CanonicalJson;

namespace Compose.Conformance;

/// <summary>The lines and the JSON of the founders' two runners, for tools that read them.</summary>
public static class FoundersReport
{
    private const string ClaimType = "conformance";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>fixture=NAME expected=BOOL actual=BOOL</c>, one a test that ran.</summary>
    public static IEnumerable<string> Lines(ConformanceReport report) =>
        from result in Ran(report)
        select $"fixture={Name(result)} expected={Word(Expected(result))} actual={Word(Actual(result))}";

    /// <summary>A list of <c>{name, path, expect_pass, actual_pass, stdout, stderr}</c>.</summary>
    public static string Json(ConformanceReport report) => new JsonArray([.. Ran(report).Select(result => (JsonNode)new JsonObject
    {
        ["name"] = Name(result),
        ["path"] = result.Test.Steps[0].Inputs.Values.FirstOrDefault(),
        ["expect_pass"] = Expected(result),
        ["actual_pass"] = Actual(result),
        ["stdout"] = result.Steps[^1].Process.StdoutText,
        ["stderr"] = result.Steps[^1].Process.StderrText,
    })]).ToJsonString(s_indented) + "\n";

    /// <summary>
    /// The report of their second runner: <c>{host_id, timestamp, total_tests, passed, failed, results, metrics_count,
    /// audit_count, attestation?}</c>, of the tests that ran. The counts are those of the metrics and of the lines of
    /// events that this run gives; times are seconds since 1970.
    /// </summary>
    /// <param name="report">What was found.</param>
    /// <param name="signer">
    /// Who vouches for it; null for nobody. The claim's digests are the SHA-256 of the report as it stands without the
    /// attestation; signed is the claim in canonical JSON (RFC 8785). A key that stands in its own attestation proves
    /// nothing: what does is <see cref="ReportAttestation"/>.
    /// </param>
    public static string Summary(ConformanceReport report, ISigner? signer = null)
    {
        TestResult[] ran = [.. Ran(report)];
        int passed = ran.Count(result => result.Verdict == Verdict.Passed);
        var summary = new JsonObject
        {
            ["host_id"] = report.Host.Name,
            ["timestamp"] = report.Started.ToUnixTimeSeconds(),
            ["total_tests"] = ran.Length,
            ["passed"] = passed,
            ["failed"] = ran.Length - passed,
            ["results"] = new JsonArray([.. ran.Select(result => (JsonNode)new JsonObject
            {
                ["name"] = Name(result),
                ["phase"] = Phase(result.Test.Steps[^1].Kind),
                ["passed"] = result.Verdict == Verdict.Passed,
                ["duration_ms"] = (long)result.Duration.TotalMilliseconds,
                ["error"] = result.Reasons.Count == 0 ? null : string.Join("; ", result.Reasons),
                ["expected_error"] = ExpectedError(result.Test.Steps[^1].Expect),
            })]),
            ["metrics_count"] = ReportMetrics.Of(ReportDocument.Of(report)).Sum(metric => metric.Series.Count),
            ["audit_count"] = report.Results.Count + ConformanceRun.FramingEvents,
        };
        if (signer is not null)
        {
            summary["attestation"] = Attestation(report, signer, Digest.Of(Encoding.UTF8.GetBytes(Text(summary))).Hex, ran.Length, passed);
        }

        return Text(summary);
    }

    private static JsonObject Attestation(ConformanceReport report, ISigner signer, string digest, int total, int passed)
    {
        var claim = new JsonObject
        {
            ["claim_type"] = ClaimType,
            ["plan_digest"] = digest,
            ["artifact_digest"] = digest,
            ["exec_key"] = null,
            ["timestamp"] = report.Started.ToUnixTimeSeconds(),
            ["host_id"] = report.Host.Name,
            ["custom_claims"] = new JsonObject { ["passed"] = passed, ["total"] = total }.ToJsonString(),
        };
        byte[] signed = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(claim.ToJsonString()));
        return new JsonObject
        {
            ["claim"] = claim,
            ["algorithm"] = AlgorithmName(signer.Key.Algorithm),
            ["signature"] = Convert.ToBase64String(signer.Sign(signed)),
            ["public_key"] = Convert.ToBase64String(signer.Key.SubjectPublicKeyInfo),
            ["cert_chain"] = null,
        };
    }

    private static string AlgorithmName(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.Ed25519 => "ed25519",
        KeyAlgorithm.EcdsaP256 => "ecdsa-p256",
        KeyAlgorithm.EcdsaP384 => "ecdsa-p384",
        KeyAlgorithm.EcdsaP521 => "ecdsa-p521",
        KeyAlgorithm.RsaPkcs1 => "rsa-pkcs1",
        _ => "rsa-pss",
    };

    private static string Text(JsonObject summary) => summary.ToJsonString(s_indented) + "\n";

    private static string Phase(StepKind kind) => kind switch
    {
        StepKind.Validate or StepKind.Check => "plan",
        StepKind.Compose => "emit",
        _ => "exec",
    };

    // The code, where the test names one; else what kind of end it wants.
    private static string? ExpectedError(Expectation expect) =>
        expect.Codes.Count > 0 ? string.Join(", ", expect.Codes)
        : expect.Outcomes.Contains(Outcome.Ok) ? null
        : string.Join(" or ", expect.Outcomes.Select(Compose.Conformance.Word.Of));

    private static IEnumerable<TestResult> Ran(ConformanceReport report) => report.Results.Where(result => result.Steps.Count > 0);

    private static string Name(TestResult result) => result.Test.Id[(result.Test.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static bool Expected(TestResult result) => result.Test.Steps[^1].Expect.Outcomes.Contains(Outcome.Ok);

    private static bool Actual(TestResult result) => result.Steps[^1].Outcome == Outcome.Ok;

    private static string Word(bool value) => value ? "true" : "false";
}
