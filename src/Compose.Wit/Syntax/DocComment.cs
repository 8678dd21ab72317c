using System.Text;

namespace Compose.Wit.Syntax;

/// <summary>The comments before an item, without their markers.</summary>
/// <param name="Text">Lines joined by newlines, without those at the end; the indentation they share is taken off.</param>
/// <param name="Span">From the first comment to the last.</param>
public sealed record DocComment(string Text, SourceSpan Span)
{
    internal static DocComment? Read(LexedFile file, int first, int end)
    {
        if (first == end)
        {
            return null;
        }

        var comments = new List<string>(end - first);
        for (int i = first; i < end; i++)
        {
            (int from, int to) = file.Comments[i];
            comments.Add(file.Text[from..to]);
        }

        return new DocComment(Join(comments), new SourceSpan(file.File, file.Comments[first].Start, file.Comments[end - 1].End));
    }

    /// <summary>The text that comments stand for, given with their markers.</summary>
    internal static string Join(IReadOnlyList<string> comments)
    {
        int indent = int.MaxValue;
        foreach (string comment in comments)
        {
            ReadOnlySpan<char> text = Contents(comment);
            if (!text.IsEmpty)
            {
                indent = Math.Min(indent, text.Length - text.TrimStart(" \t\r\n\f").Length);
            }
        }

        string prefix = new(' ', indent == int.MaxValue ? 0 : indent);
        var lines = new StringBuilder();
        foreach (string comment in comments)
        {
            ReadOnlySpan<char> rest = Contents(comment);
            rest = rest.StartsWith(prefix) ? rest[prefix.Length..] : rest;
            foreach (Range line in rest.Split('\n'))
            {
                lines.Append(rest[line].TrimEnd('\r')).Append('\n');
            }
        }

        int length = lines.Length;
        while (length > 0 && lines[length - 1] == '\n')
        {
            length--;
        }

        lines.Length = length;
        return lines.ToString();
    }

    private static ReadOnlySpan<char> Contents(ReadOnlySpan<char> comment)
    {
        if (comment.StartsWith("/**"))
        {
            return comment.Length < 5 ? [] : comment[3..^2].TrimEnd();
        }

        return comment.TrimStart('/').TrimEnd();
    }
}
