using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>Reads the founders' fixtures (<c>fixtures.json</c> with <c>NAME.sha256.txt</c> beside the plans) as a suite.</summary>
public static class FixtureSuite
{
    public const string Name = "fixtures";

    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>: a mistake in the list, a plan that is not there, or that has another digest.</exception>
    public static Suite Read(string file)
    {
        var errors = new List<ComposeError>();
        var tests = new List<ConformanceTest>();
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var location = new ErrorLocation { File = file };
        try
        {
            foreach (JsonNode? entry in JsonNode.Parse(File.ReadAllText(file))!.AsArray())
            {
                string name = entry!["name"]!.GetValue<string>(), path = entry["path"]!.GetValue<string>();
                bool passes = entry["expect_pass"]!.GetValue<bool>();
                // Paths count from the root of the founders' repository; a list that was copied alone has its plans beside it.
                string? plan = new[] { Path.Combine(folder, path), Path.Combine(folder, Path.GetFileName(path)) }.FirstOrDefault(File.Exists);
                if (plan is null)
                {
                    errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, $"there is no file {path}", location));
                    continue;
                }

                string sum = Path.ChangeExtension(plan, ".sha256.txt");
                if (File.Exists(sum) && !File.ReadAllText(sum).StartsWith(Digest.Of(File.ReadAllBytes(plan)).Hex, StringComparison.Ordinal))
                {
                    errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, $"{path} does not have the digest that stands in {Path.GetFileName(sum)}", location));
                    continue;
                }

                tests.Add(new ConformanceTest
                {
                    Id = $"{Name}/{name}",
                    Statement = passes ? "The plan is accepted." : "The plan is refused.",
                    Clauses = ["plan-v1"],
                    Location = location,
                    Steps = [new Step
                    {
                        Kind = StepKind.Validate,
                        Inputs = new Dictionary<string, string> { ["plan"] = plan },
                        Expect = new Expectation { Outcomes = passes ? [Outcome.Ok] : [Outcome.Refused, Outcome.Failed] },
                    }],
                });
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or NullReferenceException)
        {
            errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, $"the list of fixtures cannot be read: {failure.Message}", location));
        }

        return errors.Count > 0 ? throw new ComposeException(errors) : new Suite { Name = Name, Title = "Fixtures", About = "Plans of the older implementation.", Tests = tests };
    }
}
