using System.Globalization;
using System.Text;

namespace Compose;

/// <summary>
/// Renders errors for people: code and message, the place with the line of the author's file and a caret below it,
/// and the remedy.
/// </summary>
/// <example><code>
/// error[Plan.UnknownKey]: unknown key "wire"
///   --> plan.yaml:12:5
///    |
/// 12 |     wire: x
///    |     ^
///    = help: did you mean "wires"?
/// </code></example>
public sealed class ErrorRenderer
{
    /// <summary>Longest excerpt of a line, in UTF-16 units; longer lines are cut around the place.</summary>
    private const int MaxExcerpt = 100;

    private const int MaxFrames = 6;

    private readonly Func<string, string?> _readSource;
    private readonly bool _color;
    private readonly Dictionary<string, string[]?> _sources = [];

    /// <param name="readSource">Gives the text of a file named by an error's place, or null if there is none to show.</param>
    /// <param name="color">True to write ANSI colours.</param>
    public ErrorRenderer(Func<string, string?> readSource, bool color)
    {
        _readSource = readSource;
        _color = color;
    }

    /// <summary>Writes all errors, warnings among them, in order.</summary>
    public string Render(IEnumerable<ComposeError> errors)
    {
        var text = new StringBuilder();
        foreach (ComposeError error in errors)
        {
            Render(text, error);
        }

        return text.ToString();
    }

    private void Render(StringBuilder text, ComposeError error)
    {
        string kind = error.IsWarning ? "warning" : "error";
        Paint(text, error.IsWarning ? "1;33" : "1;31", $"{kind}[{error.Code.Name}]");
        Paint(text, "1", ": " + Visible(error.Message));
        text.Append('\n');
        string margin = " ";
        if (error.Where is { } where)
        {
            string? line = SourceLine(where);
            if (line is not null)
            {
                string number = where.Line!.Value.ToString(CultureInfo.InvariantCulture);
                margin = new string(' ', number.Length + 1);
                text.Append(margin[1..]);
                Paint(text, "36", "--> ");
                text.Append(where).Append('\n');
                Excerpt(text, margin, number, line, where.Column ?? 1);
            }
            else
            {
                Paint(text, "36", " --> ");
                text.Append(Visible(where.ToString())).Append('\n');
            }
        }

        if (error.Context is not null && error.Context.TryGetValue("stack", out string? stack))
        {
            Frames(text, margin, stack.Split('\n'));
        }

        if (error.Hint is not null)
        {
            text.Append(margin);
            Paint(text, "36", " = ");
            text.Append("help: ").Append(Visible(error.Hint)).Append('\n');
        }
    }

    /// <summary>The innermost guest frames of a trap; the rest is counted.</summary>
    private void Frames(StringBuilder text, string margin, string[] frames)
    {
        for (int i = 0; i < frames.Length && i < MaxFrames; i++)
        {
            text.Append(margin);
            Paint(text, "36", " = ");
            text.Append("at ").Append(Visible(frames[i])).Append('\n');
        }

        if (frames.Length > MaxFrames)
        {
            text.Append(margin);
            Paint(text, "36", " = ");
            text.Append($"and {frames.Length - MaxFrames} more frames\n");
        }
    }

    private void Excerpt(StringBuilder text, string margin, string number, string line, int column)
    {
        int start = Math.Clamp(column - 1 - (MaxExcerpt / 2), 0, Math.Max(0, line.Length - MaxExcerpt));
        string shown = line.Substring(start, Math.Min(MaxExcerpt, line.Length - start)).TrimEnd();
        var caret = new StringBuilder();
        for (int i = start; i < column - 1 && i < line.Length; i++)
        {
            caret.Append(line[i] == '\t' ? '\t' : ' ');
        }

        Paint(text.Append(margin), "36", "|\n");
        Paint(text, "36", number + " | ");
        text.Append(Visible(shown)).Append('\n');
        Paint(text.Append(margin), "36", "| ");
        text.Append(caret);
        Paint(text, "1;31", "^");
        text.Append('\n');
    }

    private string? SourceLine(ErrorLocation where)
    {
        if (where.File is null || where.Line is not { } line)
        {
            return null;
        }

        if (!_sources.TryGetValue(where.File, out string[]? lines))
        {
            lines = _readSource(where.File)?.Split('\n');
            _sources[where.File] = lines;
        }

        return lines is not null && line >= 1 && line <= lines.Length ? lines[line - 1].TrimEnd('\r') : null;
    }

    /// <summary>Control characters from files and guests, and those that turn the direction of text, must not reach the terminal.</summary>
    private static string Visible(string text)
    {
        foreach (char c in text)
        {
            if (IsHidden(c))
            {
                return string.Concat(text.Select(x => IsHidden(x) ? $"\\u{(int)x:x4}" : x.ToString()));
            }
        }

        return text;
    }

    private static bool IsHidden(char c) =>
        char.IsControl(c) ? c is not ('\n' or '\t')
        : char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private void Paint(StringBuilder text, string style, string words)
    {
        if (_color)
        {
            text.Append("\u001b[").Append(style).Append('m').Append(words).Append("\u001b[0m");
        }
        else
        {
            text.Append(words);
        }
    }
}
