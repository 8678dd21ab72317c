namespace Compose.Conformance;

/// <summary>The folder of one test: its files, a home for the host, and what steps composed.</summary>
internal sealed class TestScratch : IDisposable
{
    private readonly Dictionary<string, string> _composed = new(StringComparer.Ordinal);

    public TestScratch(ConformanceTest test)
    {
        Root = Directory.CreateTempSubdirectory("conformance-").FullName;
        Files = Directory.CreateDirectory(Path.Combine(Root, "files")).FullName;
        Home = Directory.CreateDirectory(Path.Combine(Root, "home")).FullName;
        Output = Directory.CreateDirectory(Path.Combine(Root, "out")).FullName;
        foreach ((string path, string text) in test.Files)
        {
            string full = Path.Combine(Files, path);
            Directory.CreateDirectory(path.EndsWith('/') ? full : Path.GetDirectoryName(full)!);
            if (!path.EndsWith('/'))
            {
                File.WriteAllText(full, text);
            }
        }

        foreach ((string path, string target) in test.Links)
        {
            File.CreateSymbolicLink(Path.Combine(Files, path), target);
        }
    }

    public string Root { get; }

    /// <summary>What the test may grant.</summary>
    public string Files { get; }

    /// <summary>The host's own: HOME, caches, temporary files.</summary>
    public string Home { get; }

    public string Output { get; }

    /// <summary>The variables of a host's process: nothing of ours but the search path.</summary>
    public Dictionary<string, string> EnvironmentFor(IReadOnlyDictionary<string, string> more)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? string.Empty,
            ["HOME"] = Home,
            ["TMPDIR"] = Home,
            ["XDG_CACHE_HOME"] = Path.Combine(Home, "cache"),
            ["XDG_DATA_HOME"] = Path.Combine(Home, "data"),
            ["NO_COLOR"] = "1",
        };
        foreach ((string name, string value) in more)
        {
            result[name] = value;
        }

        return result;
    }

    private void Keep(string? step, string path)
    {
        if (step is not null)
        {
            _composed[step] = path;
        }
    }

    /// <summary>What a step composed, kept under the step's name; null and why if there is nothing that could be read.</summary>
    public byte[]? TakeOutput(Step step, string path, out string problem)
    {
        problem = string.Empty;
        byte[]? made = step.Kind == StepKind.Compose && File.Exists(path) ? HostFile.TryRead(path, out problem) : null;
        if (made is not null)
        {
            Keep(step.Name, path);
        }

        return made;
    }

    /// <summary>The file of an input; <c>@NAME</c> is what a step composed.</summary>
    public string? Resolve(string input) => !input.StartsWith('@') ? input : _composed.GetValueOrDefault(input[1..]);

    public void Dispose() => HostFile.Remove(Root);
}
