namespace Compose.Signing.Ssh;

/// <summary>One line of an <c>allowed_signers</c> file: a key, whose it is, and for what and when it counts.</summary>
/// <param name="Principals">Patterns of names: <c>alice@example.com</c>, <c>*@example.com</c>.</param>
/// <param name="Key">The key.</param>
/// <param name="Namespaces">Patterns of what it may sign; null for everything.</param>
/// <param name="NotBefore">Its word does not count earlier.</param>
/// <param name="NotAfter">Its word does not count later.</param>
public sealed record AllowedSigner(string Principals, VerificationKey Key, string? Namespaces, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter)
{
    /// <summary>True if the line is about a name.</summary>
    public bool Is(string principal) => Matches(Principals, principal);

    /// <summary>True if the key may sign for a namespace.</summary>
    public bool MaySign(string space) => Namespaces is null || Matches(Namespaces, space);

    /// <summary>A list of patterns with commas; one that begins with <c>!</c> takes out what it matches (ssh_config(5), "PATTERNS").</summary>
    private static bool Matches(string patterns, string text)
    {
        bool isIn = false;
        foreach (Range range in patterns.AsSpan().Split(','))
        {
            ReadOnlySpan<char> pattern = patterns.AsSpan(range);
            bool isOut = pattern is ['!', ..];
            if (StarPattern.Matches(isOut ? pattern[1..] : pattern, text, hasMarks: true))
            {
                if (isOut)
                {
                    return false;
                }

                isIn = true;
            }
        }

        return isIn;
    }
}
