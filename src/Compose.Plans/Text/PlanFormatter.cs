using System.Text;

namespace Compose.Plans;

/// <summary>
/// Lays out an authored YAML plan: two spaces, one style of quotes, root keys in the order of the language, one blank
/// line at most. Comments stay with what they stand before; nothing that the plan says changes.
/// </summary>
public sealed class PlanFormatter
{
    private const int Width = 120;

    private readonly StringBuilder _text = new();
    private readonly List<(int Line, string Text, bool IsWhole)> _comments;
    private readonly HashSet<int> _blank;
    private int _nextComment;

    private PlanFormatter(List<(int, string, bool)> comments, HashSet<int> blank)
    {
        _comments = comments;
        _blank = blank;
    }

    /// <summary>The laid-out text.</summary>
    /// <exception cref="ComposeException">The text cannot be read (<c>Plan.InvalidSyntax</c> …).</exception>
    public static string Format(string yaml, string? file = null)
    {
        var root = YamlDocument.Read(yaml, file);
        var comments = YamlDocument.Comments(yaml);
        string[] lines = yaml.Split('\n');
        var blank = new HashSet<int>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().Trim().IsEmpty)
            {
                blank.Add(i + 1);
            }
        }

        var formatter = new PlanFormatter(comments, blank);
        if (root.Kind == DocKind.Mapping && !root.IsFlow && root.Keys.Count > 0)
        {
            formatter.WriteMapping(root, 0, first: true);
        }
        else if (root.Kind != DocKind.Null)
        {
            formatter._text.Append(Inline(root)).Append('\n');
        }

        formatter.WriteComments(int.MaxValue, 0);
        return formatter._text.ToString();
    }

    private void WriteMapping(DocNode node, int indent, bool first)
    {
        for (int i = 0; i < node.Keys.Count; i++)
        {
            var (key, value) = (node.Keys[i], node.Items[i]);
            bool gap = IsAfterBlank(key.Line) && !(first && i == 0 && _text.Length == 0);
            int before = _text.Length;
            WriteComments(key.Line, indent, gap);
            if (gap && _text.Length == before && before > 0)
            {
                _text.Append('\n');
            }

            _text.Append(' ', indent).Append(key.IsQuoted && !IsSame(key) ? YamlText.Quote(key.Text) : YamlText.Scalar(key.Text)).Append(':');
            WriteValue(value, indent + 2, key.Line);
        }
    }

    private void WriteSequence(DocNode node, int indent)
    {
        foreach (var item in node.Items)
        {
            WriteComments(item.Line, indent);
            _text.Append(' ', indent).Append('-');
            if (item.Kind == DocKind.Mapping && !item.IsFlow && item.Keys.Count > 0)
            {
                // The first key stands beside the dash.
                int start = _text.Length;
                WriteMapping(item, indent + 2, first: false);
                _text.Remove(start, indent + 2).Insert(start, " ");
            }
            else
            {
                WriteValue(item, indent + 2, item.Line);
            }
        }
    }

    private void WriteValue(DocNode value, int indent, int line)
    {
        string inline = value.Kind == DocKind.Null ? string.Empty : " " + Inline(value);
        bool collection = value.Kind is DocKind.Mapping or DocKind.Sequence && value.Items.Count > 0;
        if (!collection || (value.IsFlow && indent + inline.Length < Width && !HasCommentWithin(value)))
        {
            _text.Append(inline);
            WriteTrailing(Math.Max(line, LastLine(value)));
            return;
        }

        WriteTrailing(line);
        if (value.Kind == DocKind.Mapping)
        {
            WriteMapping(value, indent, first: false);
        }
        else
        {
            WriteSequence(value, indent);
        }
    }

    private static string Inline(DocNode node) => node.Kind switch
    {
        DocKind.Null => "null",
        DocKind.Mapping => "{" + string.Join(", ", node.Keys.Select((key, i) => YamlText.Scalar(key.Text, true) + ":" + (node.Items[i].Kind == DocKind.Null ? string.Empty : " " + Inline(node.Items[i])))) + "}",
        DocKind.Sequence => "[" + string.Join(", ", node.Items.Select(Inline)) + "]",
        _ => node.IsQuoted ? YamlText.Scalar(node.Text, true) : PlainOrQuoted(node.Text),
    };

    // A plain scalar such as 2 or true stays plain: the schema decides what it is.
    private static string PlainOrQuoted(string text) =>
        text is "true" or "false" || text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 ? text : YamlText.Scalar(text, true);

    private static bool IsSame(DocNode key) => YamlText.Scalar(key.Text) == key.Text;

    private static int LastLine(DocNode node)
    {
        int line = node.Line;
        foreach (var item in node.Items)
        {
            line = Math.Max(line, LastLine(item));
        }

        return line;
    }

    private bool HasCommentWithin(DocNode node)
    {
        int last = LastLine(node);
        return _nextComment < _comments.Count && _comments.Skip(_nextComment).Any(c => c.Line >= node.Line && c.Line < last);
    }

    private bool IsAfterBlank(int line)
    {
        // Comments belong to what follows them: the blank line may stand before the first of them.
        int above = line - 1;
        while (_comments.Exists(c => c.IsWhole && c.Line == above))
        {
            above--;
        }

        return _blank.Contains(above);
    }

    private void WriteComments(int before, int indent, bool gap = false)
    {
        bool first = true;
        int last = 0;
        while (_nextComment < _comments.Count && _comments[_nextComment].Line < before)
        {
            var (line, text, _) = _comments[_nextComment++];
            if ((first ? gap || (before == int.MaxValue && _blank.Contains(line - 1)) : line > last + 1) && _text.Length > 0)
            {
                _text.Append('\n');
            }

            _text.Append(' ', indent).Append('#').Append(text.Length == 0 || text.StartsWith(' ') ? text : " " + text).Append('\n');
            first = false;
            last = line;
        }

        if (!first && before != int.MaxValue && before > last + 1)
        {
            _text.Append('\n');
        }
    }

    private void WriteTrailing(int line)
    {
        if (_nextComment < _comments.Count && _comments[_nextComment] is { IsWhole: false } comment && comment.Line <= line)
        {
            _nextComment++;
            _text.Append(" #").Append(comment.Text.Length == 0 || comment.Text.StartsWith(' ') ? comment.Text : " " + comment.Text);
        }

        _text.Append('\n');
    }
}
