namespace Compose.Conformance;

/// <summary>A test on which two reports differ.</summary>
/// <param name="Id">The test.</param>
/// <param name="Before">Its verdict in the first report, or null if it is not there.</param>
/// <param name="After">Its verdict in the second, or null.</param>
/// <param name="Reasons">Why it failed, where it did.</param>
public sealed record ReportDifference(string Id, Verdict? Before, Verdict? After, IReadOnlyList<string> Reasons)
{
    /// <summary>It passed and passes no more.</summary>
    public bool IsLoss => Before == Verdict.Passed && After != Verdict.Passed;
}

/// <summary>Compares reports.</summary>
public static class ReportComparison
{
    /// <summary>The tests whose verdicts differ, in the order of the first report, then what only the second has.</summary>
    public static IReadOnlyList<ReportDifference> Of(ReportDocument before, ReportDocument after)
    {
        var later = after.Rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        var differences = new List<ReportDifference>();
        foreach (ReportRow row in before.Rows)
        {
            later.Remove(row.Id, out ReportRow? other);
            if (other?.Verdict != row.Verdict)
            {
                differences.Add(new ReportDifference(row.Id, row.Verdict, other?.Verdict, other is { Verdict: Verdict.Failed } ? other.Reasons : row.Reasons));
            }
        }

        foreach (ReportRow row in after.Rows.Where(row => later.ContainsKey(row.Id)))
        {
            differences.Add(new ReportDifference(row.Id, null, row.Verdict, row.Reasons));
        }

        return differences;
    }
}
