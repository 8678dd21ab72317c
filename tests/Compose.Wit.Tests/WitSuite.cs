using Compose.Testing;
using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

/// <summary>The public suite of WIT: a file or folder for each case, with the result that is expected of it.</summary>
internal static class WitSuite
{
    public const string Folder = "suites/wit/ui";

    private static readonly Lazy<Exclusions> s_exclusions = new(() => Exclusions.Load(Path.Combine(AppContext.BaseDirectory, "exclusions.md")));

    /// <summary>The suite's cases are read with the feature <c>active</c> on.</summary>
    public static WitOptions Options { get; } = new() { Features = new HashSet<string> { "active" } };

    public static Exclusions Exclusions => s_exclusions.Value;

    /// <summary>Paths of cases below the suite's folder.</summary>
    public static IEnumerable<string> Cases(bool failing)
    {
        string? root = SharedData.Find(failing ? Folder + "/parse-fail" : Folder);
        if (root is null)
        {
            return ["(absent)"];
        }

        string suffix = failing ? ".wit.result" : ".wit.json";
        return Directory.GetFiles(root, "*" + suffix)
            .Select(file => Path.GetFileName(file)[..^suffix.Length])
            .Order(StringComparer.Ordinal)
            .Select(name => failing ? "parse-fail/" + name : name);
    }

    /// <summary>Loads a case. Text that stands for a binary is replaced by it.</summary>
    public static ResolvedWit Load(string name)
    {
        string path = SharedData.Require(Folder) + "/" + name;
        foreach (string candidate in new[] { path, path + ".wit", path + ".wit.md" })
        {
            if (File.Exists(candidate) || Directory.Exists(candidate))
            {
                WitSources sources = WitSources.FromPath(candidate, WitLimits.Default);
                return WitLoader.Load(WithBinaries(sources, name), Options);
            }
        }

        string binary = SharedData.Require($"suites/wit/encoded-wat/{name}.wasm");
        return WitLoader.Load(binary, Options);
    }

    private static WitSources WithBinaries(WitSources sources, string name)
    {
        if (SharedData.Find($"suites/wit/encoded-wat/{name}/deps") is not { } folder)
        {
            return sources;
        }

        IEnumerable<IReadOnlyList<WitFile>> binaries = Directory.GetFiles(folder, "*.wasm")
            .Select(file => (IReadOnlyList<WitFile>)[new WitFile(file, File.ReadAllBytes(file))]);
        return sources with
        {
            Dependencies = [.. sources.Dependencies.Concat(binaries).OrderBy(files => Path.GetFileName(files[0].Name), StringComparer.Ordinal)],
        };
    }
}
