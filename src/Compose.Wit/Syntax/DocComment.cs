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
        int indent = int.MaxValue;
        for (int i = first; i < end; i++)
        {
            (int from, int to) = file.Comments[i];
            ReadOnlySpan<char> text = Contents(file.Text.AsSpan(from, to - from));
            comments.Add(text.ToString());
            if (!text.IsEmpty)
            {
                indent = Math.Min(indent, text.Length - text.TrimStart(" \t\r\n\f").Length);
            }
        }

        string prefix = new(' ', indent == int.MaxValue ? 0 : indent);
        var lines = new StringBuilder();
        foreach (string comment in comments)
        {
            ReadOnlySpan<char> rest = comment.AsSpan(comment.StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : 0);
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
        return new DocComment(lines.ToString(), new SourceSpan(file.File, file.Comments[first].Start, file.Comments[end - 1].End));
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
