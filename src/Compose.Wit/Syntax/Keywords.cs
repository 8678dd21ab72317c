using System.Collections.Frozen;

namespace Compose.Wit.Syntax;

/// <summary>The reserved words and how token kinds are named in errors.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, TokenKind> s_kinds = Words().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, TokenKind>.AlternateLookup<ReadOnlySpan<char>> s_lookup =
        s_kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<TokenKind, string> s_words =
        s_kinds.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static TokenKind KindOf(ReadOnlySpan<char> word) => s_lookup.TryGetValue(word, out TokenKind kind) ? kind : TokenKind.Id;

    /// <summary>Whether the word can be an identifier only behind a <c>%</c>.</summary>
    public static bool IsReserved(string word) => s_kinds.ContainsKey(word);

    public static string Describe(TokenKind kind) => kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Invalid => "an invalid character",
        TokenKind.Equals => "`=`",
        TokenKind.Comma => "`,`",
        TokenKind.Colon => "`:`",
        TokenKind.Period => "`.`",
        TokenKind.Semicolon => "`;`",
        TokenKind.LeftParen => "`(`",
        TokenKind.RightParen => "`)`",
        TokenKind.LeftBrace => "`{`",
        TokenKind.RightBrace => "`}`",
        TokenKind.LessThan => "`<`",
        TokenKind.GreaterThan => "`>`",
        TokenKind.Arrow => "`->`",
        TokenKind.Star => "`*`",
        TokenKind.At => "`@`",
        TokenKind.Slash => "`/`",
        TokenKind.Plus => "`+`",
        TokenKind.Minus => "`-`",
        TokenKind.Text => "a string",
        TokenKind.Integer => "an integer",
        TokenKind.Id or TokenKind.ExplicitId => "an identifier",
        _ => $"the keyword `{s_words[kind]}`",
    };

    private static Dictionary<string, TokenKind> Words()
    {
        var words = new Dictionary<string, TokenKind>(StringComparer.Ordinal) { ["_"] = TokenKind.Underscore };
        for (TokenKind kind = TokenKind.As; kind <= TokenKind.World; kind++)
        {
            words[kind == TokenKind.ErrorContext ? "error-context" : kind.ToString().ToLowerInvariant()] = kind;
        }

        return words;
    }
}
