using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>The lines and the JSON of the founders' runner, for tools that read them.</summary>
public static class FoundersReport
{
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
    })]).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";

    private static IEnumerable<TestResult> Ran(ConformanceReport report) => report.Results.Where(result => result.Steps.Count > 0);

    private static string Name(TestResult result) => result.Test.Id[(result.Test.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static bool Expected(TestResult result) => result.Test.Steps[^1].Expect.Outcomes.Contains(Outcome.Ok);

    private static bool Actual(TestResult result) => result.Steps[^1].Outcome == Outcome.Ok;

    private static string Word(bool value) => value ? "true" : "false";
}
