using System.Text;
using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>
/// Words of a command with places to fill. <c>{args}</c>, <c>{dirs}</c>, <c>{env}</c> and <c>{options}</c> stand alone and
/// become any number of words; others are replaced within a word.
/// </summary>
internal sealed partial class CommandTemplate(IReadOnlyList<string> words)
{
    private static readonly string[] s_lists = ["args", "dirs", "env", "options"];

    private static readonly string[] s_texts =
        ["program", "input", "component", "plan", "wac", "output", "call", "port", "scratch", "files", "here", "name", "value", "host", "guest"];

    public IReadOnlyList<string> Words { get; } = words;

    /// <summary>Names of places that no command can have.</summary>
    public IEnumerable<string> UnknownPlaces() => Words
        .SelectMany(word => Place().Matches(word).Select(match => match.Groups[1].Value))
        .Where(place => !s_texts.Contains(place) && !s_lists.Contains(place));

    /// <summary>The words, or the name of a place for which there is nothing.</summary>
    public (IReadOnlyList<string> Command, string? Missing) Fill(
        IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, IReadOnlyList<string>> lists)
    {
        var command = new List<string>();
        string? missing = null;
        foreach (string word in Words)
        {
            if (word.Length > 2 && word[0] == '{' && word[^1] == '}' && lists.TryGetValue(word[1..^1], out IReadOnlyList<string>? many))
            {
                command.AddRange(many);
                continue;
            }

            var filled = new StringBuilder();
            int at = 0;
            foreach (Match match in Place().Matches(word))
            {
                filled.Append(word, at, match.Index - at);
                at = match.Index + match.Length;
                if (texts.TryGetValue(match.Groups[1].Value, out string? text))
                {
                    filled.Append(text);
                }
                else
                {
                    missing ??= match.Groups[1].Value;
                }
            }

            command.Add(filled.Append(word, at, word.Length - at).ToString());
        }

        return (command, missing);
    }

    [GeneratedRegex(@"\{([a-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
