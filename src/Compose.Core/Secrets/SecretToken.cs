using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Compose;

/// <summary>
/// What a guest holds instead of a secret: <c>st_</c> and 64 hexadecimal digits of random numbers. It says nothing of the
/// secret and is worth nothing outside the instance and run it was made for.
/// </summary>
public readonly record struct SecretToken
{
    /// <summary>The beginning of every token.</summary>
    public const string Prefix = "st_";

    /// <summary>Length of the text form.</summary>
    public const int Length = 3 + 64;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private SecretToken(string text) => Text = text;

    /// <summary>The token as the guest has it.</summary>
    public string Text { get; }

    public static SecretToken Create() => new(Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    public static bool TryParse([NotNullWhen(true)] string? text, out SecretToken token)
    {
        bool isToken = text is { Length: Length } && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(s_digits);
        token = isToken ? new SecretToken(text!) : default;
        return isToken;
    }

    /// <summary>The place of the first token in a text, looked for from a place on; -1 if there is none.</summary>
    public static int Find(string text, int from, out SecretToken token)
    {
        for (int at = text.IndexOf(Prefix, from, StringComparison.Ordinal); at >= 0 && text.Length - at >= Length; at = text.IndexOf(Prefix, at + 1, StringComparison.Ordinal))
        {
            if (TryParse(text.Substring(at, Length), out token))
            {
                return at;
            }
        }

        token = default;
        return -1;
    }

    /// <summary>The beginning only: enough to tell tokens apart in a log.</summary>
    public override string ToString() => Text is null ? "(none)" : Text[..11] + "…";
}
