using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Conformance;

/// <summary>Reads the founders' fixtures (<c>fixtures.json</c> with <c>NAME.sha256.txt</c> beside the plans) as a suite.</summary>
public static class FixtureSuite
{
    public const string Name = "fixtures";

    private const int MaxBytes = 4 << 20, HexLength = 64;

    /// <summary>Reads a list with the plans that it names; everything that is wrong is told, with the entry.</summary>
    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>: the list, an entry of it or a list of digests is damaged, a
    /// plan is not there, or has another digest.</exception>
    public static Suite Read(string file)
    {
        var errors = new List<ComposeError>();
        var tests = new List<ConformanceTest>();
        foreach ((int number, JsonNode? entry) in Entries(file).Index())
        {
            var location = new ErrorLocation { File = file, Path = $"[{number}]" };
            if (Fixture(entry, Path.GetDirectoryName(Path.GetFullPath(file))!, location, errors) is not { } test)
            {
                continue;
            }

            if (tests.Any(other => other.Id == test.Id))
            {
                errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, $"there are two fixtures '{test.Id[(Name.Length + 1)..]}'", location));
            }

            tests.Add(test);
        }

        return errors.Count > 0 ? throw new ComposeException(errors) : new Suite { Name = Name, Title = "Fixtures", About = "Plans of the older implementation.", Tests = tests };
    }

    private static JsonArray Entries(string file)
    {
        string reason;
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            string text = bytes.Length > MaxBytes ? throw new FormatException($"it is larger than {MaxBytes >> 20} MiB") : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            if (JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false }) is JsonArray { Count: > 0 } entries)
            {
                return entries;
            }

            reason = "it is no list, or an empty one";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or DecoderFallbackException or FormatException)
        {
            reason = failure.Message;
        }

        throw new ComposeException(
            ErrorCodes.Conformance.InvalidSuite, $"the list of fixtures cannot be read: {reason}", new ErrorLocation { File = file },
            """a list of fixtures is [{"name": "hello", "path": "vectors/hello.cbor", "expect_pass": true}]""");
    }

    private static ConformanceTest? Fixture(JsonNode? entry, string folder, ErrorLocation location, List<ComposeError> errors)
    {
        if (entry is not JsonObject fixture
            || Text(fixture["name"]) is not { } name || Text(fixture["path"]) is not { } path
            || fixture["expect_pass"] is not JsonValue verdict || verdict.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, "a fixture has the texts 'name' and 'path', and 'expect_pass', which is true or false", location));
            return null;
        }

        // Paths count from the root of the founders' repository; a list that was copied alone has its plans beside it.
        string? plan = new[] { Path.Combine(folder, path), Path.Combine(folder, "..", "..", path), Path.Combine(folder, Path.GetFileName(path)) }.FirstOrDefault(File.Exists);
        if (plan is null)
        {
            errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, $"there is no file {path}", location));
            return null;
        }

        if (WrongSum(name, plan) is { } wrong)
        {
            errors.Add(new ComposeError(ErrorCodes.Conformance.InvalidSuite, wrong, location, "take list, plans and digests from one version"));
            return null;
        }

        bool passes = verdict.GetValue<bool>();
        return new ConformanceTest
        {
            Id = $"{Name}/{name}",
            Statement = passes ? "The plan is accepted." : "The plan is refused.",
            Clauses = ["plan.v1"],
            Location = location,
            Steps = [new Step
            {
                Kind = StepKind.Validate,
                Inputs = new Dictionary<string, string> { ["plan"] = plan },
                Expect = new Expectation { Outcomes = passes ? [Outcome.Ok] : [Outcome.Refused, Outcome.Failed] },
            }],
        };
    }

    /// <summary>What is wrong with <c>NAME.sha256.txt</c> (<c>HEX  FILE</c>), if there is one.</summary>
    private static string? WrongSum(string name, string plan)
    {
        string sums = Path.Combine(Path.GetDirectoryName(plan)!, name + ".sha256.txt");
        if (!File.Exists(sums))
        {
            sums = Path.ChangeExtension(plan, ".sha256.txt");
        }

        if (!File.Exists(sums))
        {
            return null;
        }

        try
        {
            string[] words = File.ReadAllText(sums).TrimEnd('\r', '\n').Split("  ");
            if (words.Length != 2 || words[0].Length != HexLength || !words[0].All(char.IsAsciiHexDigit))
            {
                return $"{Path.GetFileName(sums)} is not 64 hexadecimal digits, two spaces and a file";
            }

            return words[1] != Path.GetFileName(plan) ? $"{Path.GetFileName(sums)} is about {Judge.Quote(words[1])}, not {Path.GetFileName(plan)}"
                : !Digest.Of(File.ReadAllBytes(plan)).Hex.Equals(words[0], StringComparison.OrdinalIgnoreCase) ? $"{Path.GetFileName(plan)} does not have the digest that stands in {Path.GetFileName(sums)}"
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{Path.GetFileName(sums)} or its plan cannot be read: {failure.Message}";
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
