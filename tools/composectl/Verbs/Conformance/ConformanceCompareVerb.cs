using System.CommandLine;
using System.Text.Json.Nodes;
using Compose.Conformance;

namespace Compose.CommandLine;

/// <summary><c>conformance compare</c>.</summary>
internal static class ConformanceCompareVerb
{
    public static Command Create()
    {
        var before = new Argument<string>("BEFORE") { Description = "A report of `conformance run --report`." };
        var after = new Argument<string>("AFTER") { Description = "Another one: of another version, or another host." };
        var command = new Command("compare", "Show the tests on which two reports differ. Exit code 1 if one that passed passes no more.") { before, after };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            IReadOnlyList<ReportDifference> differences = ReportComparison.Of(
                JsonReport.Read(parsed.GetRequiredValue(before)), JsonReport.Read(parsed.GetRequiredValue(after)));
            var array = new JsonArray([.. differences.Select(difference => (JsonNode)new JsonObject
            {
                ["id"] = difference.Id,
                ["before"] = Say(difference.Before),
                ["after"] = Say(difference.After),
                ["reasons"] = new JsonArray([.. difference.Reasons.Select(reason => (JsonNode)reason)]),
            })]);
            return invocation.Conclude(
                new JsonObject { ["differences"] = array },
                text =>
                {
                    foreach (ReportDifference difference in differences)
                    {
                        text.WriteLine($"{difference.Id}: {Say(difference.Before)} → {Say(difference.After)}{(difference.Reasons.Count > 0 ? ": " + string.Join("; ", difference.Reasons) : string.Empty)}");
                    }

                    if (differences.Count == 0)
                    {
                        text.WriteLine("no differences");
                    }
                },
                differences.Any(difference => difference.IsLoss) ? ExitCode.Failed : ExitCode.Ok);
        }));
        return command;
    }

    private static string Say(Verdict? verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Failed => "failed",
        Verdict.Skipped => "skipped",
        Verdict.Unclaimed => "unclaimed",
        _ => "absent",
    };
}
