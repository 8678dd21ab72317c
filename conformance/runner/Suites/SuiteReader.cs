using System.Globalization;
using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Reads a file of tests (<c>docs/conformance.md</c>).</summary>
internal static class SuiteReader
{
    private static readonly string[] s_stepKinds = ["validate", "check", "compose", "run", "invoke", "serve", "replay", "audit", "attest", "verify", "damage"];

    /// <exception cref="ComposeException"><c>Conformance.InvalidSuite</c>, with every mistake.</exception>
    public static Suite Read(string path)
    {
        var problems = new Problems(path, ErrorCodes.Conformance.InvalidSuite);
        if (Node.Read(File.ReadAllText(path), problems) is not { } root)
        {
            problems.Throw();
            throw new InvalidOperationException();
        }

        root.OnlyKeys("suite", "title", "about", "tests");
        string name = Require(root, "suite");
        var tests = new List<ConformanceTest>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (Node test in root["tests"]?.Elements() ?? [])
        {
            ConformanceTest read = Test(test, name, path);
            if (!seen.Add(read.Id))
            {
                test.Fail($"there are two tests '{read.Id}'");
            }

            tests.Add(read);
        }

        if (tests.Count == 0)
        {
            root.Fail("the suite has no tests");
        }

        problems.Throw();
        return new Suite { Name = name, Title = Require(root, "title"), About = Require(root, "about"), Tests = tests };
    }

    private static ConformanceTest Test(Node node, string suite, string path)
    {
        node.OnlyKeys(["test", "says", "clause", "needs", "files", "links", "steps", "name", "expect", .. s_stepKinds]);
        Step[] steps = node["steps"] is { } list
            ? [.. list.Elements().Select(step => ReadStep(step, path))]
            : [ReadStep(node, path)];
        return new ConformanceTest
        {
            Id = $"{suite}/{Require(node, "test")}",
            Statement = Require(node, "says"),
            Clauses = node["clause"]?.Texts() ?? [],
            Needs = node["needs"]?.Texts() ?? [],
            Files = node["files"]?.TextMap() ?? new Dictionary<string, string>(),
            Links = node["links"]?.TextMap() ?? new Dictionary<string, string>(),
            Steps = steps,
            Location = ErrorLocation.AtLine(path, node.Line, 1),
        };
    }

    private static Step ReadStep(Node node, string path)
    {
        StepKind? kind = null;
        Node body = node;
        foreach (string name in s_stepKinds)
        {
            if (node[name] is { } found)
            {
                if (kind is not null)
                {
                    found.Fail("a step does one thing");
                }

                _ = Word.TryRead(name, out StepKind read);
                kind = read;
                body = found;
            }
        }

        if (kind is null)
        {
            node.Fail("a step says what to do", string.Join(", ", s_stepKinds));
            kind = StepKind.Run;
        }

        if (kind == StepKind.Damage)
        {
            return new Step { Kind = StepKind.Damage, Inputs = new Dictionary<string, string>(), Name = node["name"]?.Text(), Damage = ReadDamage(body), Expect = new Expectation() };
        }

        body.OnlyKeys("component", "plan", "wac", "args", "env", "dirs", "stdin", "options", "call", "requests", "kill", "host-env", "host-folder");
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string input in new[] { "component", "plan", "wac" })
        {
            if (body[input]?.Text() is { Length: > 0 } file)
            {
                bool isMade = file.StartsWith('@') || file.StartsWith(TestScratch.LaidPrefix, StringComparison.Ordinal);
                inputs[input] = isMade ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file));
                if (!isMade && !File.Exists(inputs[input]))
                {
                    body.Fail($"there is no file {file}");
                }
            }
        }

        if (inputs.Count == 0 && kind is not StepKind.Audit)
        {
            body.Fail("nothing is named to act upon", "component: FILE, or plan: FILE");
        }

        if (kind == StepKind.Invoke && body["call"] is null)
        {
            body.Fail("an invocation says its call");
        }

        return new Step
        {
            Kind = kind.Value,
            Inputs = inputs,
            Name = node["name"]?.Text(),
            Arguments = body["args"]?.Texts() ?? [],
            Environment = body["env"]?.TextMap() ?? new Dictionary<string, string>(),
            Directories = body["dirs"]?.TextMap() ?? new Dictionary<string, string>(),
            Stdin = body["stdin"]?.Text() ?? string.Empty,
            Options = body["options"]?.TextMap() ?? new Dictionary<string, string>(),
            Call = body["call"]?.Text() ?? string.Empty,
            Requests = [.. (body["requests"]?.Elements() ?? []).Select(Request)],
            HostEnvironment = body["host-env"]?.TextMap() ?? new Dictionary<string, string>(),
            HostFolder = body["host-folder"]?.Text() ?? string.Empty,
            Kill = body["kill"] is { } kill ? ReadKill(kill) : null,
            Expect = node["expect"] is { } expect ? Expect(expect) : new Expectation(),
        };
    }

    private static Interruption ReadKill(Node node)
    {
        node.OnlyKeys("after-ms", "stdout");
        var kill = new Interruption(TimeSpan.FromMilliseconds(node["after-ms"]?.Integer() ?? 0), node["stdout"]?.Text() ?? string.Empty);
        if (kill.After <= TimeSpan.Zero && kill.Stdout.Length == 0)
        {
            node.Fail("nothing says when", "after-ms: 100, or stdout: TEXT");
        }

        return kill;
    }

    private static Damage? ReadDamage(Node node)
    {
        node.OnlyKeys("files", "how");
        string word = Require(node, "how");
        if (!Word.TryRead(word, out DamageKind how))
        {
            node.Fail($"'{word}' is no damage", "flip, halve, tear, begin, empty, remove");
        }

        return node["files"] is { } files && ReadPattern(files) is { } pattern ? new Damage(pattern, how) : null;
    }

    private static HttpExchange Request(Node node)
    {
        node.OnlyKeys("get", "post", "put", "delete", "head", "headers", "body", "status", "expect-body", "expect-headers");
        foreach (string method in new[] { "get", "post", "put", "delete", "head" })
        {
            if (node[method] is { } path)
            {
                return new HttpExchange
                {
                    Method = method.ToUpperInvariant(),
                    Path = path.Text(),
                    Headers = node["headers"]?.TextMap() ?? new Dictionary<string, string>(),
                    Body = node["body"]?.Text(),
                    Status = node["status"]?.Integer() ?? 200,
                    ExpectBody = node["expect-body"]?.Text(),
                    ExpectHeaders = node["expect-headers"]?.TextMap() ?? new Dictionary<string, string>(),
                };
            }
        }

        node.Fail("a request names its method and path", "get: /path");
        return new HttpExchange { Method = "GET", Path = "/" };
    }

    private static Expectation Expect(Node node)
    {
        node.OnlyKeys(
            "outcome", "exit", "stdout", "stdout-contains", "stdout-matches", "stderr-contains", "nowhere", "value", "codes", "files", "files-contain",
            "absent", "same-as", "differs-from", "seconds");
        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string file, string text) in node["files"]?.TextMap() ?? new Dictionary<string, string>())
        {
            files[file] = text;
        }

        foreach (string file in node["absent"]?.Texts() ?? [])
        {
            files[file] = null;
        }

        return new Expectation
        {
            Outcomes = node["outcome"] is { } outcome ? [.. outcome.Elements().Select(ReadOutcome)] : [Outcome.Ok],
            Exit = node["exit"]?.Integer(),
            Stdout = node["stdout"]?.Text(),
            StdoutContains = node["stdout-contains"]?.Texts() ?? [],
            StdoutMatches = node["stdout-matches"] is { } pattern ? ReadPattern(pattern) : null,
            StderrContains = node["stderr-contains"]?.Texts() ?? [],
            Nowhere = node["nowhere"]?.Texts() ?? [],
            Value = node["value"]?.Text(),
            Codes = node["codes"]?.Texts() ?? [],
            Files = files,
            FilesContain = (node["files-contain"]?.Pairs() ?? []).ToDictionary(pair => pair.Key, pair => pair.Value.Texts(), StringComparer.Ordinal),
            SameAs = node["same-as"]?.Text(),
            DiffersFrom = node["differs-from"]?.Text(),
            Seconds = node["seconds"]?.Integer() ?? 20,
        };
    }

    private static Outcome ReadOutcome(Node node)
    {
        string text = node.Text();
        if (Word.TryRead(text, out Outcome outcome) && outcome is not (Outcome.Hung or Outcome.Broken))
        {
            return outcome;
        }

        node.Fail($"'{text}' is no outcome that a test may expect", "ok, failed, trap, limit, refused, denied, killed");
        return Outcome.Ok;
    }

    internal static Regex? ReadPattern(Node node)
    {
        try
        {
            return new Regex(node.Text(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException failure)
        {
            node.Fail(string.Create(CultureInfo.InvariantCulture, $"the pattern cannot be read: {failure.Message}"));
            return null;
        }
    }

    private static string Require(Node node, string key)
    {
        if (node[key]?.Text() is { Length: > 0 } text)
        {
            return text;
        }

        node.Fail($"the key '{key}' is missing");
        return string.Empty;
    }
}
