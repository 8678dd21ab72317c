using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>
/// Every field of a JSON document removed, null, of every other type, twice (items of lists: again), damaged as base64, and swapped with the same field
/// of another document; and the document cut short. What each comes to is asked of a judge, who may only refuse with a code of
/// trust, or accept what a list says proves nothing.
/// </summary>
internal static partial class JsonSweep
{
    private static readonly string[] s_others = ["null", "7", "\"AAAA\"", "\"\"", "[]", "{}", "true", "-1", "1e400", "\"\\u0000\""];

    /// <param name="original">The document, which the judge accepts.</param>
    /// <param name="other">Another of its kind, for swaps; null for none.</param>
    /// <param name="judge">Throws to refuse.</param>
    /// <param name="irrelevant">Patterns of <c>change path</c> that may be accepted, because they prove nothing; each must be needed.</param>
    /// <returns>How many changes were tried.</returns>
    public static int Run(string original, string? other, Action<string> judge, params string[] irrelevant)
    {
        judge(original);
        var unexpected = new List<string>();
        var used = new HashSet<string>();
        int count = 0;
        foreach ((string what, string text) in Changes(original, other))
        {
            count++;
            try
            {
                judge(text);
                if (irrelevant.FirstOrDefault(pattern => Regex.IsMatch(what, $"^{pattern}$")) is { } reason)
                {
                    used.Add(reason);
                }
                else
                {
                    unexpected.Add(what);
                }
            }
            catch (ComposeException e)
            {
                foreach (ComposeError error in e.Errors)
                {
                    Assert.True(error.Code.Domain == "Trust", $"{what}: {error.Code.Name}");
                }
            }
        }

        Assert.True(unexpected.Count == 0, "accepted: " + string.Join(", ", unexpected.Distinct()));
        Assert.True(used.Count == irrelevant.Length, "not needed: " + string.Join(", ", irrelevant.Except(used)));
        return count;
    }

    /// <summary>All changes of a document, each with the kind of change alone.</summary>
    public static IEnumerable<(string Kind, string Text)> All(string original) => Changes(original, null).Select(change => (change.What.Split(' ')[0], change.Text));

    private static IEnumerable<(string What, string Text)> Changes(string original, string? other)
    {
        JsonNode root = JsonNode.Parse(original)!;
        Dictionary<string, string> others = other is null ? [] : Values(JsonNode.Parse(other)!, string.Empty).ToDictionary(each => each.Path, each => each.Text);
        foreach ((string path, string value) in Values(root, string.Empty))
        {
            string name = Index().Replace(path, "[]");
            yield return ($"cut {name}", Write(root, path, null, isTwice: false));
            yield return ($"{(path[^1] == ']' ? "again" : "twice")} {name}", Write(root, path, value, isTwice: true));
            foreach (string wrong in s_others)
            {
                if (wrong != value)
                {
                    yield return ($"type {name}", Write(root, path, wrong, isTwice: false));
                }
            }

            if (others.TryGetValue(path, out string? swapped) && swapped != value)
            {
                yield return ($"swap {name}", Write(root, path, swapped, isTwice: false));
            }

            if (value.Length > 12 && value[0] == '"' && !value.Contains('\\', StringComparison.Ordinal))
            {
                foreach (string damaged in (string[])[value.Remove(value.Length - 2, 1), value.Insert(value.Length - 1, "="), value.Insert(5, "*"), value.Insert(5, " "), value.Insert(5, "\\n"), value.Remove(5, 4), Flip(value, 5)])
                {
                    yield return ($"damage {name}", Write(root, path, damaged, isTwice: false));
                }
            }
        }

        // At every byte in a long run; else at some, with the ends whole.
        int step = Campaign.IsLong ? 1 : Math.Max(1, original.Length / 60);
        for (int i = 0; i < original.Length - 1; i += i < 12 || i > original.Length - 12 ? 1 : step)
        {
            if (original[i..].Trim().Length > 0)
            {
                yield return ("truncated", original[..i]);
            }
        }
    }

    private static IEnumerable<(string Path, string Text)> Values(JsonNode node, string path)
    {
        IEnumerable<(string Path, JsonNode? Value)> children = node switch
        {
            JsonObject map => map.Select(each => ($"{path}/{each.Key}", each.Value)),
            JsonArray list => list.Select((each, i) => ($"{path}/[{i}]", each)),
            _ => [],
        };
        foreach ((string inner, JsonNode? value) in children)
        {
            yield return (inner, value?.ToJsonString(s_options) ?? "null");
            foreach ((string, string) deeper in value is null ? [] : Values(value, inner))
            {
                yield return deeper;
            }
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document with one field written otherwise, left out (null), or twice.</summary>
    private static string Write(JsonNode root, string target, string? value, bool isTwice)
    {
        var text = new StringBuilder();
        Write(text, root, string.Empty, target, value, isTwice);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, string path, string target, string? value, bool isTwice)
    {
        if (node is not (JsonObject or JsonArray))
        {
            text.Append(node?.ToJsonString(s_options) ?? "null");
            return;
        }

        bool isMap = node is JsonObject, isFirst = true;
        IEnumerable<(string Key, JsonNode? Value)> children = node is JsonObject map ? map.Select(each => (each.Key, each.Value)) : ((JsonArray)node).Select((each, i) => ($"[{i}]", each));
        text.Append(isMap ? '{' : '[');
        foreach ((string key, JsonNode? child) in children)
        {
            string inner = $"{path}/{key}";
            for (int i = inner == target ? value is null ? 0 : isTwice ? 2 : 1 : 1; i > 0; i--)
            {
                text.Append(isFirst ? string.Empty : ",");
                isFirst = false;
                if (isMap)
                {
                    text.Append(System.Text.Json.JsonSerializer.Serialize(key)).Append(':');
                }

                if (inner == target)
                {
                    text.Append(value);
                }
                else
                {
                    Write(text, child, inner, target, value, isTwice);
                }
            }
        }

        text.Append(isMap ? '}' : ']');
    }

    private static string Flip(string text, int at) => text[..at] + (text[at] == 'B' ? 'C' : 'B') + text[(at + 1)..];

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
