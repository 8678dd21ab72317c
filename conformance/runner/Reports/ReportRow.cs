namespace Compose.Conformance;

/// <summary>One test of a report that was written: enough to compare, to show and to verify.</summary>
public sealed record ReportRow
{
    public required string Id { get; init; }

    public required string Suite { get; init; }

    public required string Statement { get; init; }

    public IReadOnlyList<string> Clauses { get; init; } = [];

    public required Verdict Verdict { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Commands and what they wrote, for tests that failed.</summary>
    public string Output { get; init; } = string.Empty;

    public double Milliseconds { get; init; }
}
