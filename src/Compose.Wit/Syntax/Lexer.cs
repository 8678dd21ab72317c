using System.Buffers;
using System.Globalization;

namespace Compose.Wit.Syntax;

/// <summary>Cuts a file into tokens (WIT.md, "Lexical structure"). What cannot be read is reported and skipped.</summary>
internal sealed class Lexer
{
    /// <summary>Controls, overrides of text direction, and characters that Unicode deprecates or discourages.</summary>
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create(Forbidden());

    /// <summary>Characters that no WIT text may hold.</summary>
    public static SearchValues<char> ForbiddenCharacters => s_forbidden;

    private static readonly SearchValues<char> s_blank = SearchValues.Create(" \n\r\t");

    private static readonly SearchValues<char> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private readonly int _file;
    private readonly string _text;
    private readonly WitDiagnostics _diagnostics;
    private readonly List<Token> _tokens;
    private readonly List<(int Start, int End)> _comments = [];
    private int _at;

    private Lexer(int file, string text, WitDiagnostics diagnostics)
    {
        _file = file;
        _text = text;
        _diagnostics = diagnostics;
        _tokens = new List<Token>((text.Length / 5) + 1);
    }

    public static LexedFile Lex(int file, string text, WitDiagnostics diagnostics)
    {
        var lexer = new Lexer(file, text, diagnostics);
        lexer.Run();
        return new LexedFile(file, text, lexer._tokens, lexer._comments);
    }

    private static string Forbidden()
    {
        var characters = new List<char>();
        for (char c = '\0'; c <= '\u009f'; c++)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
            {
                characters.Add(c);
            }
        }

        characters.AddRange("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0149\u0673\u0f77\u0f79\u17a3\u17a4\u17b4\u17b5");
        return new string(characters.ToArray());
    }

    private void Run()
    {
        CheckCharacters();
        if (_text.StartsWith('\ufeff'))
        {
            _at = 1;
        }

        while (_at < _text.Length && !_diagnostics.IsFull)
        {
            Next();
        }

        Add(TokenKind.End, _text.Length);
    }

    private void CheckCharacters()
    {
        for (int at = 0; at < _text.Length && !_diagnostics.IsFull; at++)
        {
            int found = _text.AsSpan(at).IndexOfAny(s_forbidden);
            if (found < 0)
            {
                return;
            }

            at += found;
            Error($"the character U+{(int)_text[at]:X4} is not allowed in WIT", at);
        }
    }

    private void Next()
    {
        char c = _text[_at];
        switch (c)
        {
            case ' ' or '\n' or '\r' or '\t':
                int blank = _text.AsSpan(_at).IndexOfAnyExcept(s_blank);
                _at = blank < 0 ? _text.Length : _at + blank;
                return;
            case '/' when Peek('/'):
                int end = _text.IndexOf('\n', _at);
                end = end < 0 ? _text.Length : end;
                _comments.Add((_at, end));
                _at = end;
                return;
            case '/' when Peek('*'):
                BlockComment();
                return;
            case '-' when Peek('>'):
                Take(TokenKind.Arrow, 2);
                return;
            case '=': Take(TokenKind.Equals, 1); return;
            case ',': Take(TokenKind.Comma, 1); return;
            case ':': Take(TokenKind.Colon, 1); return;
            case '.': Take(TokenKind.Period, 1); return;
            case ';': Take(TokenKind.Semicolon, 1); return;
            case '(': Take(TokenKind.LeftParen, 1); return;
            case ')': Take(TokenKind.RightParen, 1); return;
            case '{': Take(TokenKind.LeftBrace, 1); return;
            case '}': Take(TokenKind.RightBrace, 1); return;
            case '<': Take(TokenKind.LessThan, 1); return;
            case '>': Take(TokenKind.GreaterThan, 1); return;
            case '*': Take(TokenKind.Star, 1); return;
            case '@': Take(TokenKind.At, 1); return;
            case '/': Take(TokenKind.Slash, 1); return;
            case '+': Take(TokenKind.Plus, 1); return;
            case '-': Take(TokenKind.Minus, 1); return;
            case '"': Text(); return;
            case '%': Take(TokenKind.ExplicitId, 1 + WordLength(_at + 1)); return;
        }

        if (char.IsAsciiDigit(c))
        {
            int length = 1;
            while (_at + length < _text.Length && char.IsAsciiDigit(_text[_at + length]))
            {
                length++;
            }

            Take(TokenKind.Integer, length);
        }
        else if (WordLength(_at) is > 0 and var length)
        {
            Take(Keywords.KindOf(_text.AsSpan(_at, length)), length);
        }
        else
        {
            if (!s_forbidden.Contains(c))
            {
                Error($"unexpected character U+{(int)c:X4}", _at);
            }

            Take(TokenKind.Invalid, 1);
        }
    }

    private bool Peek(char next) => _at + 1 < _text.Length && _text[_at + 1] == next;

    private void Take(TokenKind kind, int length)
    {
        int start = _at;
        _at += length;
        _tokens.Add(new Token(kind, start, _at, _comments.Count));
    }

    private void Add(TokenKind kind, int at) => _tokens.Add(new Token(kind, at, at, _comments.Count));

    /// <summary>
    /// Length of what looks like a word. More is taken than an identifier may hold, so that an error can speak of the
    /// whole word.
    /// </summary>
    private int WordLength(int start)
    {
        if (start >= _text.Length)
        {
            return 0;
        }

        int at = start;
        if (char.IsAsciiLetter(_text[at]))
        {
            int end = _text.AsSpan(at).IndexOfAnyExcept(s_word);
            at = end < 0 ? _text.Length : at + end;
        }

        while (at < _text.Length)
        {
            char c = _text[at];
            bool fits = char.IsAsciiLetter(c) || c is '_' || (c is '-' && at > start) || (at > start && char.IsAsciiDigit(c))
                || (c > 0x7f && (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is
                    UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));
            if (!fits)
            {
                break;
            }

            at++;
        }

        return at - start;
    }

    private void BlockComment()
    {
        int start = _at;
        int depth = 0;
        while (true)
        {
            int next = _at < _text.Length ? _text.AsSpan(_at).IndexOfAny('/', '*') : -1;
            if (next < 0 || _at + next + 1 >= _text.Length)
            {
                Error("the comment is not closed", start);
                _at = _text.Length;
                return;
            }

            _at += next;
            if (_text[_at] == '/' && _text[_at + 1] == '*')
            {
                depth++;
                _at += 2;
            }
            else if (_text[_at] == '*' && _text[_at + 1] == '/')
            {
                depth--;
                _at += 2;
                if (depth == 0)
                {
                    _comments.Add((start, _at));
                    return;
                }
            }
            else
            {
                _at++;
            }
        }
    }

    private void Text()
    {
        int at = _at + 1;
        while (at < _text.Length && _text[at] is not ('"' or '\n'))
        {
            at += _text[at] == '\\' && at + 1 < _text.Length && _text[at + 1] != '\n' ? 2 : 1;
        }

        if (at >= _text.Length || _text[at] != '"')
        {
            Error("the string is not closed", _at);
            Take(TokenKind.Invalid, Math.Min(at, _text.Length) - _at);
            return;
        }

        Take(TokenKind.Text, at + 1 - _at);
    }

    private void Error(string message, int at) =>
        _diagnostics.Report(ErrorCodes.Wit.Syntax, message, new SourceSpan(_file, at, at + 1));
}
