using System.Text;
using Compose.Plans;

namespace Compose.Distribution.Packages;

/// <summary>
/// Reads the TOML 1.0 that <c>wkg.toml</c>, <c>wkg.lock</c> and its configuration are written in, into the tree of authored
/// documents: tables, arrays of tables, dotted and quoted keys, strings, numbers, booleans, arrays and inline tables. Dates
/// and strings over several lines are not read.
/// </summary>
internal sealed class TomlReader
{
    private const int MaxDepth = 16, MaxLength = 4 << 20, MaxKeys = 10_000;

    private readonly string _text;
    private readonly string? _file;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private TomlReader(string text, string? file)
    {
        _text = text;
        _file = file;
    }

    /// <exception cref="ComposeException"><c>Source.InvalidConfig</c>, with line and column.</exception>
    public static DocNode Read(ReadOnlySpan<byte> utf8, string? file)
    {
        try
        {
            return utf8.Length > MaxLength
                ? throw new ComposeException(ErrorCodes.Source.InvalidConfig, $"the file has more than {MaxLength} bytes", new ErrorLocation { File = file })
                : new TomlReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8), file).ReadDocument();
        }
        catch (DecoderFallbackException)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidConfig, "the file is not UTF-8 text", new ErrorLocation { File = file });
        }
    }

    private DocNode ReadDocument()
    {
        DocNode root = Map(), table = root;
        for (SkipLines(); _at < _text.Length; SkipLines())
        {
            if (_text[_at] != '[')
            {
                ReadPair(table, 0);
                EndLine();
                continue;
            }

            bool isArray = _text.AsSpan(_at).StartsWith("[[");
            _at += isArray ? 2 : 1;
            List<DocNode> path = ReadKey();
            Expect(isArray ? "]]" : "]");
            table = Open(root, path, isArray);
            EndLine();
        }

        return root;
    }

    /// <summary>The table that a header names; on the way the last element of an array of tables counts.</summary>
    private DocNode Open(DocNode root, List<DocNode> path, bool isArray)
    {
        DocNode table = root;
        for (int i = 0; i < path.Count; i++)
        {
            bool isLast = i == path.Count - 1;
            int present = IndexOf(table, path[i].Text);
            if (present < 0)
            {
                DocNode made = Map();
                Add(table, path[i], isLast && isArray ? List(made) : made);
                table = made;
            }
            else if (table.Items[present] is { Kind: DocKind.Sequence } list && (list.Items.Count == 0 || list.Items[^1].Kind == DocKind.Mapping) && (isArray || !isLast))
            {
                if (isLast || list.Items.Count == 0)
                {
                    list.Items.Add(Map());
                }

                table = list.Items[^1];
            }
            else if (table.Items[present] is { Kind: DocKind.Mapping } map && !(isLast && isArray))
            {
                table = map;
            }
            else
            {
                throw Fail($"'{path[i].Text}' is no table here", path[i]);
            }
        }

        return table;
    }

    private void ReadPair(DocNode table, int depth)
    {
        List<DocNode> path = ReadKey();
        for (int i = 0; i < path.Count - 1; i++)
        {
            int present = IndexOf(table, path[i].Text);
            if (present < 0)
            {
                DocNode made = Map();
                Add(table, path[i], made);
                table = made;
            }
            else
            {
                table = table.Items[present] is { Kind: DocKind.Mapping } map ? map : throw Fail($"'{path[i].Text}' is no table", path[i]);
            }
        }

        Expect("=");
        SkipSpaces();
        if (IndexOf(table, path[^1].Text) >= 0)
        {
            throw Fail($"the key '{path[^1].Text}' stands twice", path[^1]);
        }

        Add(table, path[^1], ReadValue(depth));
    }

    private List<DocNode> ReadKey()
    {
        var path = new List<DocNode>();
        while (true)
        {
            SkipSpaces();
            int start = _at;
            if (_at < _text.Length && _text[_at] is '"' or '\'')
            {
                path.Add(ReadString());
            }
            else
            {
                while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-'))
                {
                    _at++;
                }

                path.Add(_at > start ? Scalar(DocKind.Text, _text[start.._at], start) : throw Fail("a key is expected"));
            }

            SkipSpaces();
            if (path.Count > MaxDepth)
            {
                throw Fail("the key has too many parts");
            }

            if (_at >= _text.Length || _text[_at] != '.')
            {
                return path;
            }

            _at++;
        }
    }

    private DocNode ReadValue(int depth)
    {
        if (_at >= _text.Length || depth > MaxDepth)
        {
            throw Fail(depth > MaxDepth ? "values are nested too deep" : "a value is expected");
        }

        switch (_text[_at])
        {
            case '"' or '\'':
                return ReadString();
            case '[':
                return ReadArray(depth);
            case '{':
                return ReadInline(depth);
        }

        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '+' or '-' or '.'))
        {
            _at++;
        }

        string word = _text[start.._at];
        return word is "true" or "false" ? Scalar(DocKind.Boolean, word, start)
            : word.Length > 0 && (char.IsAsciiDigit(word[^1]) || word[0] is '+' or '-') ? Scalar(DocKind.Number, word.Replace("_", string.Empty, StringComparison.Ordinal), start)
            : throw Fail("a value is expected");
    }

    private DocNode ReadArray(int depth)
    {
        DocNode list = List();
        _at++;
        for (SkipLines(); ; SkipLines())
        {
            if (_at < _text.Length && _text[_at] == ']')
            {
                _at++;
                return list;
            }

            list.Items.Add(ReadValue(depth + 1));
            SkipLines();
            if (_at < _text.Length && _text[_at] == ',')
            {
                _at++;
            }
            else if (_at >= _text.Length || _text[_at] != ']')
            {
                throw Fail("',' or ']' is expected");
            }
        }
    }

    private DocNode ReadInline(int depth)
    {
        DocNode map = Map();
        _at++;
        SkipSpaces();
        if (_at < _text.Length && _text[_at] == '}')
        {
            _at++;
            return map;
        }

        while (true)
        {
            ReadPair(map, depth + 1);
            SkipSpaces();
            if (_at < _text.Length && _text[_at] == ',')
            {
                _at++;
                continue;
            }

            Expect("}");
            return map;
        }
    }

    private DocNode ReadString()
    {
        int start = _at;
        char quote = _text[_at++];
        if (_text.AsSpan(start).StartsWith("\"\"\"") || _text.AsSpan(start).StartsWith("'''"))
        {
            throw Fail("strings over several lines are not read here");
        }

        var value = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length || _text[_at] is '\n' or '\r')
            {
                throw Fail("the string does not end");
            }

            char c = _text[_at++];
            if (c == quote)
            {
                DocNode node = Scalar(DocKind.Text, value.ToString(), start);
                return new DocNode { Kind = DocKind.Text, Text = node.Text, IsQuoted = true, Line = node.Line, Column = node.Column };
            }

            value.Append(c == '\\' && quote == '"' ? Escape() : c.ToString());
        }
    }

    private string Escape()
    {
        char c = _at < _text.Length ? _text[_at++] : throw Fail("the string does not end");
        int digits = c switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_at + digits > _text.Length || !int.TryParse(_text.AsSpan(_at, digits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int code) || !Rune.IsValid(code))
            {
                throw Fail("this is no character");
            }

            _at += digits;
            return new Rune(code).ToString();
        }

        return c switch { 'n' => "\n", 't' => "\t", 'r' => "\r", 'b' => "\b", 'f' => "\f", '"' => "\"", '\\' => "\\", _ => throw Fail($"'\\{c}' is no escape") };
    }

    private void Expect(string sign)
    {
        SkipSpaces();
        if (!_text.AsSpan(_at).StartsWith(sign))
        {
            throw Fail($"'{sign}' is expected");
        }

        _at += sign.Length;
    }

    private void EndLine()
    {
        SkipSpaces();
        if (_at < _text.Length && _text[_at] is not ('\n' or '\r' or '#'))
        {
            throw Fail("the end of the line is expected");
        }
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }
    }

    /// <summary>Spaces, comments and ends of lines.</summary>
    private void SkipLines()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (c == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
            }
            else if (c is ' ' or '\t' or '\r')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private DocNode Map() => new() { Kind = DocKind.Mapping, Line = _line, Column = _at - _lineStart + 1 };

    private DocNode List(DocNode? first = null)
    {
        var list = new DocNode { Kind = DocKind.Sequence, Line = _line, Column = _at - _lineStart + 1 };
        if (first is not null)
        {
            list.Items.Add(first);
        }

        return list;
    }

    private DocNode Scalar(DocKind kind, string text, int start) => new() { Kind = kind, Text = text, Line = _line, Column = start - _lineStart + 1 };

    private static int IndexOf(DocNode map, string key) => map.Keys.FindIndex(each => each.Text == key);

    private void Add(DocNode map, DocNode key, DocNode value)
    {
        // Keys are looked for one after another.
        if (map.Keys.Count == MaxKeys)
        {
            throw Fail($"a table has more than {MaxKeys} keys", key);
        }

        map.Keys.Add(key);
        map.Items.Add(value);
    }

    private ComposeException Fail(string message, DocNode? at = null) =>
        new(ErrorCodes.Source.InvalidConfig, Transport.CleanText.Of(message), ErrorLocation.AtLine(_file, at?.Line ?? _line, at?.Column ?? _at - _lineStart + 1));
}
