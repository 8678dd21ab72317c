using System.Globalization;
using System.Text;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Text;

/// <summary>Tokens, space and errors.</summary>
internal ref partial struct WaveReader
{
    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }
            else if (_text[_at] == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private bool TryTake(char token)
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == token)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void Expect(char token)
    {
        if (!TryTake(token))
        {
            throw Fail($"expected `{token}`");
        }
    }

    /// <summary>A label, without the % that marks one which is a keyword too.</summary>
    private string Word(string expected)
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == '%')
        {
            _at++;
        }

        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '-'))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Fail("expected " + expected);
    }

    private ReadOnlySpan<char> Number(AbiKind kind)
    {
        SkipSpace();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.'))
        {
            _at++;
        }

        ReadOnlySpan<char> number = _text.AsSpan(start, _at - start);
        return number.IsEmpty ? throw Fail($"expected a number of the type {Name(kind)}")
            : IsNumber(number) ? number
            : throw FailBack(number.ToString(), $"expected a number of the type {Name(kind)}", "digits without a leading zero or plus, then perhaps a point with digits and an exponent; or nan, inf, -inf");
    }

    // What .NET reads as a number besides (`+1`, `01`, `1.`, `.5`) is none here.
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text is "nan" or "inf" or "-inf")
        {
            return true;
        }

        int at = text[0] == '-' ? 1 : 0;
        int whole = Digits(text, ref at);
        if (whole == 0 || (whole > 1 && text[at - whole] == '0'))
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at += at + 1 < text.Length && text[at + 1] is '+' or '-' ? 2 : 1;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - start;
    }

    private string ReadString()
    {
        Expect('"');
        if (_at + 1 < _text.Length && _text[_at] == '"' && _text[_at + 1] == '"')
        {
            return ReadMultiline();
        }

        var value = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length || _text[_at] == '\n')
            {
                throw Fail("the string has no closing quote");
            }

            if (_text[_at] == '"')
            {
                _at++;
                return value.ToString();
            }

            value.Append(ReadRune());
        }
    }

    // """ ends the opening line; the indentation of the closing """ is taken from every line.
    private string ReadMultiline()
    {
        _at += 2;
        if (_at < _text.Length && _text[_at] == '\r')
        {
            _at++;
        }

        if (_at >= _text.Length || _text[_at] != '\n')
        {
            throw Fail("a multiline string begins on the line after the quotes");
        }

        _at++;
        int close = _text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);
        int last = close < 0 ? -1 : _text.LastIndexOf('\n', close, close - _at + 1);
        if (close < 0 || (last < 0 && close > _at && !string.IsNullOrWhiteSpace(_text[_at..close])))
        {
            throw Fail("the multiline string has no closing quotes on a line of their own");
        }

        string indent = _text[(last + 1 > _at ? last + 1 : _at)..close];
        if (indent.AsSpan().ContainsAnyExcept(' '))
        {
            throw Fail("the closing quotes of a multiline string stand on a line of their own, behind spaces only");
        }

        var value = new StringBuilder();
        bool first = true;
        while (last >= _at && _at <= last)
        {
            int end = _text.IndexOf('\n', _at);
            if (!first)
            {
                value.Append('\n');
            }

            first = false;
            int stop = end > _at && _text[end - 1] == '\r' ? end - 1 : end;
            if (stop > _at && !_text.AsSpan(_at, stop - _at).StartsWith(indent))
            {
                throw Fail("a line of the multiline string is indented less than its end");
            }

            _at = Math.Min(_at + indent.Length, stop);
            while (_at < stop)
            {
                value.Append(ReadRune());
            }

            _at = end + 1;
        }

        _at = close + 3;
        return value.ToString();
    }

    /// <summary>One character, or the escape of one.</summary>
    private Rune ReadRune()
    {
        char first = _text[_at];
        if (first != '\\')
        {
            if (Rune.DecodeFromUtf16(_text.AsSpan(_at), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
            {
                throw Fail("half a surrogate pair is no character");
            }

            _at += length;
            return rune;
        }

        _at++;
        char escape = _at < _text.Length ? _text[_at++] : '\0';
        switch (escape)
        {
            case 'n':
                return new Rune('\n');
            case 't':
                return new Rune('\t');
            case 'r':
                return new Rune('\r');
            case '\\' or '\'' or '"':
                return new Rune(escape);
            case 'u':
                int end = _at < _text.Length && _text[_at] == '{' ? _text.IndexOf('}', _at) : -1;
                if (end - _at is > 1 and <= 7 && int.TryParse(_text.AsSpan(_at + 1, end - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                    && Rune.IsValid(code))
                {
                    _at = end + 1;
                    return new Rune(code);
                }

                throw Fail("expected \\u{…} with a code point in hexadecimal digits");
            default:
                _at--;
                throw Fail("unknown escape", "the escapes are \\n \\t \\r \\\\ \\' \\\" \\u{…}");
        }
    }

    private ComposeException FailBack(string token, string message, string? hint = null)
    {
        _at -= token.Length;
        return Fail(message + $", found `{token}`", hint);
    }

    private readonly ComposeException Fail(string message, string? hint = null)
    {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.Min(_at, _text.Length); i++)
        {
            (line, column) = _text[i] == '\n' ? (line + 1, 1) : (line, column + 1);
        }

        return new ComposeException(
            ErrorCodes.Exec.InvalidArgs,
            message + (_at >= _text.Length ? ", found the end of the text" : string.Empty),
            ErrorLocation.AtLine(null, line, column),
            hint);
    }
}
