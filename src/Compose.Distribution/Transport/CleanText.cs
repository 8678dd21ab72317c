using System.Text;

namespace Compose.Distribution.Transport;

/// <summary>Text of others as it may be shown: nothing that a terminal obeys, and not without end.</summary>
internal static class CleanText
{
    private const int MaxLength = 300;

    public static string Of(string text)
    {
        if (text.Length <= MaxLength && !HasControl(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            clean.Append(IsControl(c) ? ' ' : c);
        }

        return text.Length > MaxLength ? clean.Append('…').ToString() : clean.ToString();
    }

    private static bool HasControl(string text)
    {
        foreach (char c in text)
        {
            if (IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    // Also what turns the direction of text around.
    private static bool IsControl(char c) => char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029';
}
