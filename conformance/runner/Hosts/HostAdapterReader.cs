namespace Compose.Conformance;

/// <summary>Reads the description of a host (<c>docs/conformance.md</c>).</summary>
internal static class HostAdapterReader
{
    /// <exception cref="ComposeException"><c>Conformance.InvalidHost</c>, with every mistake.</exception>
    public static HostAdapter Read(string path)
    {
        var problems = new Problems(path, ErrorCodes.Conformance.InvalidHost);
        if (Node.Read(File.ReadAllText(path), problems) is not { } root)
        {
            problems.Throw();
            throw new InvalidOperationException();
        }

        root.OnlyKeys("host", "title", "program", "version", "fingerprint", "claims", "environment", "actions", "phrases", "codes", "protocol");
        Node? program = root["program"] is { IsMap: true } detailed ? detailed : null;
        program?.OnlyKeys("name", "variable", "paths");
        Node? claims = root["claims"];
        claims?.OnlyKeys("suites", "features");
        var adapter = new HostAdapter
        {
            Name = Require(root, "host"),
            Title = Require(root, "title"),
            Program = program is { } named ? Require(named, "name") : Require(root, "program"),
            ProgramVariable = program?["variable"]?.Text(),
            ProgramPaths = program?["paths"]?.Texts() ?? [],
            Version = root["version"] is { } version ? Template(version) : new CommandTemplate(["{program}", "--version"]),
            Fingerprint = root["fingerprint"] is { } fingerprint ? Template(fingerprint) : null,
            Suites = claims?["suites"]?.Texts() ?? [],
            Features = claims?["features"]?.Texts() ?? [],
            Environment = Variables(root["environment"]?.TextMap() ?? new Dictionary<string, string>()),
            Actions = root["actions"] is { } actions ? Actions(actions) : new Dictionary<StepKind, HostAction>(),
            Phrases = (root["phrases"]?.Pairs() ?? []).ToDictionary(pair => pair.Key, pair => Template(pair.Value)),
            Codes = root["codes"] is { } codes ? SuiteReader.ReadPattern(codes) : null,
            Protocol = root["protocol"] is { } protocol ? Template(protocol) : null,
            Folder = Path.GetDirectoryName(Path.GetFullPath(path))!,
            File = path,
        };
        if (adapter.Suites.Count == 0)
        {
            root.Fail("the host claims no suite", "claims: {suites: [values, run]}");
        }

        if (adapter.Actions.Count == 0 && !adapter.Speaks)
        {
            root.Fail("nothing says how to ask the host", "actions: {run: {command: [\"{program}\", …]}}, or protocol: [\"{program}\"]");
        }

        problems.Throw();
        return adapter;
    }

    /// <summary>A value <c>$NAME</c> is that of the runner's own variable; one that is not set is left out.</summary>
    private static Dictionary<string, string> Variables(IReadOnlyDictionary<string, string> given)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in given)
        {
            string? actual = value.StartsWith('$') ? Environment.GetEnvironmentVariable(value[1..]) : value;
            if (actual is not null)
            {
                variables[name] = actual;
            }
        }

        return variables;
    }

    private static Dictionary<StepKind, HostAction> Actions(Node node)
    {
        var actions = new Dictionary<StepKind, HostAction>();
        foreach ((string name, Node value) in node.Pairs())
        {
            value.OnlyKeys("command", "outcomes");
            if (!Word.TryRead(name, out StepKind kind))
            {
                value.Fail($"'{name}' is nothing that a host is asked", "validate, check, compose, run, invoke, serve, replay, audit, attest, verify");
            }
            else if (value["command"] is not { } command)
            {
                value.Fail("the key 'command' is missing");
            }
            else
            {
                actions[kind] = new HostAction(Template(command), [.. (value["outcomes"]?.Elements() ?? []).Select(Rule)]);
            }
        }

        return actions;
    }

    private static OutcomeRule Rule(Node node)
    {
        node.OnlyKeys("exit", "stdout", "stderr", "is");
        string word = Require(node, "is");
        if (!Word.TryRead(word, out Outcome outcome))
        {
            node.Fail($"'{word}' is no outcome", "ok, failed, trap, limit, refused, denied, broken");
        }

        return new OutcomeRule(
            [.. (node["exit"]?.Elements() ?? []).Select(exit => exit.Integer())],
            node["stdout"] is { } stdout ? SuiteReader.ReadPattern(stdout) : null,
            node["stderr"] is { } stderr ? SuiteReader.ReadPattern(stderr) : null,
            outcome);
    }

    private static CommandTemplate Template(Node node)
    {
        var template = new CommandTemplate(node.Texts());
        foreach (string place in template.UnknownPlaces())
        {
            node.Fail($"nothing is known by the name {{{place}}}");
        }

        return template;
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
