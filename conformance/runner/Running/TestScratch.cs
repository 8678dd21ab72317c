using System.Globalization;
using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>The folder of one test: its files, a home for the host, and what steps composed.</summary>
internal sealed partial class TestScratch : IDisposable
{
    /// <summary>Before the path of an input that the test lays itself.</summary>
    public const string LaidPrefix = "files:";

    private readonly Dictionary<string, string> _composed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _laid;

    public TestScratch(ConformanceTest test)
    {
        Root = Directory.CreateTempSubdirectory("conformance-").FullName;
        Files = Directory.CreateDirectory(Path.Combine(Root, "files")).FullName;
        Home = Directory.CreateDirectory(Path.Combine(Root, "home")).FullName;
        Output = Directory.CreateDirectory(Path.Combine(Root, "out")).FullName;
        _laid = [.. test.Files.Keys.Select(path => Path.Combine(Files, path))];
        foreach ((string path, string text) in test.Files)
        {
            string full = Path.Combine(Files, path);
            Directory.CreateDirectory(path.EndsWith('/') ? full : Path.GetDirectoryName(full)!);
            if (!path.EndsWith('/'))
            {
                File.WriteAllText(full, Filled(text, test.Location.File!));
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

    /// <summary>Whether a file is one that the test laid, and not one that the host made.</summary>
    public bool IsLaid(string file) => _laid.Contains(file);

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

    /// <summary>The file of an input; <c>@NAME</c> is what a step composed, <c>files:PATH</c> what the test laid.</summary>
    public string? Resolve(string input) =>
        input.StartsWith('@') ? _composed.GetValueOrDefault(input[1..])
        : input.StartsWith(LaidPrefix, StringComparison.Ordinal) ? Path.Combine(Files, input[LaidPrefix.Length..])
        : input;

    // What a text that is laid cannot say beforehand: where the suites are, and what time it is.
    private static string Filled(string text, string suite) => Place().Replace(text, match => match.Groups[1].Success
        ? DateTime.UtcNow.AddSeconds(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : Path.GetDirectoryName(Path.GetFullPath(suite))!);

    [GeneratedRegex(@"\{now\+(\d{1,4})s\}|\{suites\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    public void Dispose() => HostFile.Remove(Root);
}
