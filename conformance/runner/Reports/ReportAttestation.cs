using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Provenance;
using Compose.Signing;

namespace Compose.Conformance;

/// <summary>
/// Signed reports: an in-toto statement about the bytes of a report, in a DSSE envelope, in a Sigstore bundle. Its
/// predicate repeats who was judged, by which suites and with what result, so that a reader of the statement alone
/// knows; a report whose own words differ is refused.
/// </summary>
public static class ReportAttestation
{
    /// <summary>Predicate of reports.</summary>
    public const string PredicateType = "https://compose.dev/attestation/conformance/v1";

    /// <summary>What a bundle beside a report is called: the report's name and this.</summary>
    public const string BundleSuffix = ".sigstore.json";

    /// <summary>The bundle that states a report.</summary>
    /// <param name="name">What the statement calls the report: its file name.</param>
    /// <param name="report">The bytes that were written.</param>
    /// <param name="signer">Who vouches.</param>
    /// <exception cref="ComposeException"><c>Conformance.InvalidReport</c>.</exception>
    public static byte[] Sign(string name, ReadOnlySpan<byte> report, ISigner signer) => BundleSigner.SignStatement(
        new InTotoStatement([new StatementSubject(name, Digest.Of(report))], PredicateType, Predicate(JsonReport.Read(report, name))), signer, []);

    /// <summary>The report, if the key has signed it and the statement says what it says. Offline.</summary>
    /// <exception cref="ComposeException"><c>Trust.SignatureInvalid</c>, <c>Trust.InvalidStatement</c>, <c>Trust.InvalidBundle</c>;
    /// <c>Conformance.InvalidReport</c>.</exception>
    public static ReportDocument Verify(ReadOnlySpan<byte> report, string file, ReadOnlySpan<byte> bundle, string bundleFile, VerificationKey key)
    {
        ReportDocument document = JsonReport.Read(report, file);
        InTotoStatement statement = Attestations.Verify(bundle, Digest.Of(report), key, bundleFile);
        if (statement.PredicateType != PredicateType)
        {
            throw new ComposeException(
                ErrorCodes.Trust.InvalidStatement, $"the statement is of the type {statement.PredicateType}, not {PredicateType}", new ErrorLocation { File = bundleFile });
        }

        if (!JsonNode.DeepEquals(statement.Predicate, Predicate(document)))
        {
            throw new ComposeException(
                ErrorCodes.Trust.InvalidStatement, "the statement says something else than the report", new ErrorLocation { File = bundleFile }, "sign the report again: conformance run --report FILE --attest KEY");
        }

        return document;
    }

    private static JsonObject Predicate(ReportDocument report) => new()
    {
        ["host"] = new JsonObject
        {
            ["name"] = report.Host.Name,
            ["version"] = report.Host.Version,
            ["fingerprint"] = report.Host.Fingerprint,
            ["program"] = report.Host.ProgramDigest.ToString(),
        },
        ["suiteDigest"] = report.SuiteDigest.ToString(),
        ["started"] = report.Started.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["totals"] = JsonReport.Totals(report),
        ["failed"] = new JsonArray([.. report.Rows.Where(row => row.Verdict == Verdict.Failed).Select(row => (JsonNode)row.Id)]),
    };
}
