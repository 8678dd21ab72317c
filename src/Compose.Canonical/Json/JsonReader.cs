using System.Globalization;
using System.Text;

namespace Compose.Canonical;

/// <summary>
/// Reads strict JSON (RFC 8259 within the bounds of I-JSON, RFC 7493): UTF-8 without byte order mark, no duplicate
/// names, no lone surrogates, no numbers outside a double, nothing after the value.
/// </summary>
public sealed class JsonReader
{
    private readonly string _text;
    private readonly CborLimits _limits;
    private readonly string? _file;
    private int _position;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string text, CborLimits limits, string? file)
    {
        _text = text;
        _limits = limits with { MaxDepth = Math.Min(limits.MaxDepth, CborLimits.DepthCeiling) };
        _file = file;
    }

    private int Column => _position - _lineStart + 1;

    /// <summary>Reads UTF-8 text that holds one JSON value.</summary>
    /// <exception cref="ComposeException"><c>Canon.InvalidJson</c>, <c>Canon.LimitExceeded</c>, with line and column.</exception>
    public static JsonNode Read(ReadOnlySpan<byte> utf8, CborLimits? limits = null, string? file = null)
    {
        limits ??= CborLimits.Default;
        if (utf8.Length > limits.MaxBytes)
        {
            throw new ComposeException(ErrorCodes.Canon.LimitExceeded, $"the input has {utf8.Length} bytes; at most {limits.MaxBytes} are read", ErrorLocation.AtLine(file, 1, 1));
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new ComposeException(new ComposeError(ErrorCodes.Canon.InvalidJson, "the input is not UTF-8", ErrorLocation.AtOffset(e.Index, file)));
        }

        return Read(text, limits, file);
    }

    /// <summary>Reads text that holds one JSON value.</summary>
    public static JsonNode Read(string text, CborLimits? limits = null, string? file = null)
    {
        var reader = new JsonReader(text, limits ?? CborLimits.Default, file);
        reader.SkipSpace();
        var node = reader.ReadValue(0);
        reader.SkipSpace();
        if (reader._position < text.Length)
        {
            throw reader.Fail("something follows the value");
        }

        return node;
    }

    private JsonNode ReadValue(int depth)
    {
        if (depth > _limits.MaxDepth)
        {
            throw new ComposeException(ErrorCodes.Canon.LimitExceeded, $"values are nested deeper than {_limits.MaxDepth} levels", ErrorLocation.AtLine(_file, _line, Column));
        }

        int line = _line, column = Column;
        switch (Peek())
        {
            case '{': return ReadObject(line, column, depth);
            case '[': return ReadArray(line, column, depth);
            case '"': return new JsonNode { Kind = JsonKind.String, Line = line, Column = column, Text = ReadString() };
            case 't': return ReadWord("true", JsonKind.True, line, column);
            case 'f': return ReadWord("false", JsonKind.False, line, column);
            case 'n': return ReadWord("null", JsonKind.Null, line, column);
            case '-' or (>= '0' and <= '9'): return ReadNumber(line, column);
            case '\0' when _position >= _text.Length: throw Fail("the input ends where a value is expected");
            default: throw Fail("a value is expected");
        }
    }

    private JsonNode ReadObject(int line, int column, int depth)
    {
        var names = new List<JsonNode>();
        var items = new List<JsonNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _position++;
        SkipSpace();
        if (Peek() == '}')
        {
            _position++;
            return new JsonNode { Kind = JsonKind.Object, Line = line, Column = column };
        }

        while (true)
        {
            if (Peek() != '"')
            {
                throw Fail("a name in quotes is expected");
            }

            var name = new JsonNode { Kind = JsonKind.String, Line = _line, Column = Column, Text = ReadString() };
            if (!seen.Add(name.Text))
            {
                throw new ComposeException(ErrorCodes.Canon.InvalidJson, $"the name \"{name.Text}\" stands twice in one object", ErrorLocation.AtLine(_file, name.Line, name.Column), "remove one of them");
            }

            names.Add(name);
            SkipSpace();
            Expect(':', "a colon is expected after the name");
            SkipSpace();
            items.Add(ReadValue(depth + 1));
            SkipSpace();
            if (Peek() == '}')
            {
                _position++;
                return new JsonNode { Kind = JsonKind.Object, Line = line, Column = column, Names = names, Items = items };
            }

            Expect(',', "a comma or } is expected");
            SkipSpace();
        }
    }

    private JsonNode ReadArray(int line, int column, int depth)
    {
        var items = new List<JsonNode>();
        _position++;
        SkipSpace();
        if (Peek() == ']')
        {
            _position++;
            return new JsonNode { Kind = JsonKind.Array, Line = line, Column = column };
        }

        while (true)
        {
            items.Add(ReadValue(depth + 1));
            SkipSpace();
            if (Peek() == ']')
            {
                _position++;
                return new JsonNode { Kind = JsonKind.Array, Line = line, Column = column, Items = items };
            }

            Expect(',', "a comma or ] is expected");
            SkipSpace();
        }
    }

    private JsonNode ReadWord(string word, JsonKind kind, int line, int column)
    {
        if (!_text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
        {
            throw Fail("a value is expected");
        }

        _position += word.Length;
        return new JsonNode { Kind = kind, Line = line, Column = column, Text = word };
    }

    private JsonNode ReadNumber(int line, int column)
    {
        int start = _position;
        if (Peek() == '-')
        {
            _position++;
        }

        if (Peek() == '0')
        {
            _position++;
        }
        else
        {
            SkipDigits("a digit is expected");
        }

        if (Peek() == '.')
        {
            _position++;
            SkipDigits("a digit is expected after the point");
        }

        if (Peek() is 'e' or 'E')
        {
            _position++;
            if (Peek() is '+' or '-')
            {
                _position++;
            }

            SkipDigits("a digit is expected in the exponent");
        }

        string digits = _text[start.._position];
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw new ComposeException(ErrorCodes.Canon.InvalidJson, "the number is too large for a double", ErrorLocation.AtLine(_file, line, column));
        }

        return new JsonNode { Kind = JsonKind.Number, Line = line, Column = column, Text = digits };
    }

    private void SkipDigits(string message)
    {
        if (!char.IsAsciiDigit(Peek()))
        {
            throw Fail(message);
        }

        while (char.IsAsciiDigit(Peek()))
        {
            _position++;
        }
    }

    private string ReadString()
    {
        int line = _line, column = Column;
        _position++;
        int start = _position;
        while (Peek() is not ('"' or '\\') && Peek() >= ' ')
        {
            _position++;
        }

        var text = new StringBuilder(_text, start, _position - start, Math.Max(16, _position - start));
        while (true)
        {
            if (_position >= _text.Length)
            {
                throw Fail("the input ends within a string");
            }

            char c = _text[_position];
            if (c == '"')
            {
                _position++;
                break;
            }

            if (c < ' ')
            {
                throw Fail("a control character stands in a string", "write it as \\u00XX");
            }

            _position++;
            text.Append(c == '\\' ? ReadEscape() : c);
        }

        string result = text.ToString();
        for (int i = 0; i < result.Length; i++)
        {
            if (char.IsSurrogate(result[i]) && (i + 1 == result.Length || !char.IsSurrogatePair(result[i], result[i + 1]) || i++ < 0))
            {
                throw new ComposeException(ErrorCodes.Canon.InvalidJson, "the string holds a lone surrogate", ErrorLocation.AtLine(_file, line, column));
            }
        }

        return result;
    }

    private char ReadEscape()
    {
        char c = Peek();
        _position++;
        switch (c)
        {
            case '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _position + 4 <= _text.Length && ushort.TryParse(_text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit):
                _position += 4;
                return (char)unit;
            default:
                _position = Math.Min(_position - 1, _text.Length);
                throw Fail("an escape sequence is not valid");
        }
    }

    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private void Expect(char c, string message)
    {
        if (Peek() != c || _position >= _text.Length)
        {
            throw Fail(message);
        }

        _position++;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            if (_text[_position++] == '\n')
            {
                _line++;
                _lineStart = _position;
            }
        }
    }

    private ComposeException Fail(string message, string? hint = null) =>
        new(ErrorCodes.Canon.InvalidJson, message, ErrorLocation.AtLine(_file, _line, Column), hint);
}
