using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compose.Conformance;

namespace Compose.CommandLine;

/// <summary><c>conformance coverage</c>.</summary>
internal static class ConformanceCoverageVerb
{
    public static Command Create()
    {
        Option<string> root = ConformanceVerbs.Root();
        var specification = new Option<string?>("--specification") { Description = "The specification (default: SPEC.md beside the folder of the suite).", HelpName = "FILE" };
        var command = new Command("coverage", "List clauses of the specification without a test, and tests without a clause. Exit code 1 if there are any.") { root, specification };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string folder = parsed.GetRequiredValue(root);
            string file = parsed.GetValue(specification) ?? Path.Combine(folder, "..", "SPEC.md");
            SpecCoverage coverage = SpecCoverage.Of(
                System.Text.Encoding.UTF8.GetString(InputFile.Read(file)), SuiteCatalog.Open(folder).Suites, VectorIndex.Read(Path.Combine(folder, "vectors")),
                UntestedList.Read(folder));
            var clauses = new JsonObject();
            foreach ((string clause, IReadOnlyList<string> tests) in coverage.Clauses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                clauses[clause] = Texts(tests);
            }

            var excused = new JsonObject();
            foreach ((string name, string reason) in coverage.Excused)
            {
                excused[name] = reason;
            }

            return invocation.Conclude(
                new JsonObject { ["clauses"] = clauses, ["untested"] = Texts(coverage.Untested), ["excused"] = excused, ["unfounded"] = Texts(coverage.Unfounded) },
                text =>
                {
                    foreach (string clause in coverage.Untested)
                    {
                        text.WriteLine($"no test: {clause}");
                    }

                    foreach (string test in coverage.Unfounded)
                    {
                        text.WriteLine($"no clause: {test}");
                    }

                    foreach ((string name, string reason) in coverage.Excused)
                    {
                        text.WriteLine($"cannot be tested: {name}: {reason}");
                    }

                    text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{coverage.Clauses.Count} clauses, {coverage.Untested.Count} without a test; {coverage.Unfounded.Count} tests without a clause"));
                },
                coverage.Untested.Count + coverage.Unfounded.Count == 0 ? ExitCode.Ok : ExitCode.Failed);
        }));
        return command;
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
