using System.Text.Json;

namespace Compose.Testing;

/// <summary>One line of a suite's <c>index.json</c>: a script, and the features it runs under.</summary>
public sealed record SuiteFile(string Suite, string Json, IReadOnlyList<string> Features)
{
    /// <summary>
    /// The scripts of <c>suites/</c><paramref name="suite"/> whose path begins with <paramref name="prefix"/>, in order;
    /// empty if the suite is absent.
    /// </summary>
    public static IReadOnlyList<SuiteFile> All(string suite, string prefix = "")
    {
        if (SharedData.Find($"suites/{suite}/index.json") is not { } index)
        {
            return [];
        }

        var files = new List<SuiteFile>();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(index));
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            string json = entry.GetProperty("json").GetString()!;
            if (!json.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var features = new List<string>();
            foreach (JsonElement item in entry.GetProperty("features").EnumerateArray())
            {
                features.AddRange(item.GetString()!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            }

            files.Add(new SuiteFile(suite, json, features));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Json, b.Json));
        return files;
    }

    /// <summary>
    /// A row of a theory for each script: its path, and its features with commas between. One for the index where the suite is
    /// absent, so that the theory says so instead of vanishing.
    /// </summary>
    public static IEnumerable<(string Json, string Features)> Rows(string suite, Func<string, bool>? isWanted = null)
    {
        (string, string)[] rows = [.. All(suite).Where(file => isWanted is null || isWanted(file.Json)).Select(file => (file.Json, string.Join(',', file.Features)))];
        return rows.Length > 0 ? rows : [("index.json", string.Empty)];
    }

    /// <summary>The script of that path; skips or fails the calling test if it is absent.</summary>
    public static WastScript Load(string suite, string json) => WastScript.Load(SharedData.Require($"suites/{suite}/{json}"));
}
