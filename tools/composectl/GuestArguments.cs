using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>
/// Splits the words of <c>exec run</c>: options of ours end at the component, everything after it belongs to the
/// guest, whatever it looks like. A <c>--</c> before or after the component is allowed and dropped.
/// </summary>
internal static class GuestArguments
{
    /// <returns>The words for the parser, and the guest's.</returns>
    public static (string[] Ours, string[] Guest) Split(string[] words, Command run)
    {
        int i = Array.FindIndex(words, word => word == "exec");
        if (i < 0 || Array.FindIndex(words, i, word => word == run.Name) is var at && at != i + 1)
        {
            return (words, []);
        }

        for (i += 2; i < words.Length; i++)
        {
            string word = words[i];
            if (word == "--")
            {
                // The component follows, even if it looks like an option.
                return i + 1 < words.Length
                    ? ([.. words[..i], "--", words[i + 1]], Rest(words, i + 2))
                    : (words, []);
            }

            if (word.Length < 2 || word[0] != '-')
            {
                return (words[..(i + 1)], Rest(words, i + 1));
            }

            if (!word.Contains('=', StringComparison.Ordinal) && TakesValue(word, run))
            {
                i++;
            }
        }

        return (words, []);
    }

    private static string[] Rest(string[] words, int start) =>
        start < words.Length && words[start] == "--" ? words[(start + 1)..] : words[start..];

    private static bool TakesValue(string word, Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (Option option in at.Options)
            {
                if (option.Name == word || option.Aliases.Contains(word))
                {
                    return option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;
                }
            }
        }

        return false;
    }
}
