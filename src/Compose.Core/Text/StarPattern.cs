namespace Compose;

/// <summary>Patterns in which <c>*</c> stands for any text; nothing else of shells. In linear time per star.</summary>
public static class StarPattern
{
    /// <summary>True if the whole text is as the pattern says.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    /// <param name="hasMarks">True where <c>?</c> stands for one character, as in ssh_config(5); else it is itself.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool hasMarks = false)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == text[t] || (hasMarks && pattern[p] == '?')))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
