namespace Compose.Conformance;

/// <summary>A report as it is written and read: what <see cref="ConformanceReport"/> says, without the suites' own files.</summary>
public sealed record ReportDocument
{
    public const string Format = "compose-conformance/1";

    public required HostIdentity Host { get; init; }

    public required Digest SuiteDigest { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Suites in their order: name and title.</summary>
    public required IReadOnlyList<(string Name, string Title)> Suites { get; init; }

    public required IReadOnlyList<ReportRow> Rows { get; init; }

    public int Count(Verdict verdict) => Rows.Count(row => row.Verdict == verdict);

    public static ReportDocument Of(ConformanceReport report) => new()
    {
        Host = report.Host,
        SuiteDigest = report.SuiteDigest,
        Started = report.Started,
        Suites = [.. report.Suites.Select(suite => (suite.Name, suite.Title))],
        Rows = [.. report.Results.Select(result => new ReportRow
        {
            Id = result.Test.Id,
            Suite = result.Suite,
            Statement = result.Test.Statement,
            Clauses = result.Test.Clauses,
            Verdict = result.Verdict,
            Reasons = result.Reasons,
            Output = result.Verdict == Verdict.Failed ? StepText.Of(result.Steps) : string.Empty,
            Milliseconds = Math.Round(result.Duration.TotalMilliseconds, 1),
        })],
    };
}
