namespace Compose.Conformance;

/// <summary>What one run found.</summary>
public sealed record ConformanceReport
{
    public required HostIdentity Host { get; init; }

    /// <summary>The digest of the suites (<see cref="SuiteCatalog.Digest"/>).</summary>
    public required Digest SuiteDigest { get; init; }

    public required IReadOnlyList<Suite> Suites { get; init; }

    public required IReadOnlyList<TestResult> Results { get; init; }

    public required DateTimeOffset Started { get; init; }

    public int Count(Verdict verdict) => Results.Count(result => result.Verdict == verdict);

    /// <summary>True if nothing that the host claims failed.</summary>
    public bool Conforms => Count(Verdict.Failed) == 0;
}
