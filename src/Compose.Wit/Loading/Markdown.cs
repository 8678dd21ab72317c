using System.Text;

namespace Compose.Wit.Loading;

/// <summary>Finds the WIT in a Markdown document.</summary>
internal static class Markdown
{
    /// <summary>
    /// The text of the blocks fenced as <c>wit</c>. Everything else becomes empty lines, so that places in the result
    /// are places in the document.
    /// </summary>
    public static string Extract(string document)
    {
        var result = new StringBuilder(document.Length);
        string? fence = null;
        bool isWit = false;
        foreach (Range range in document.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = document.AsSpan(range);
            ReadOnlySpan<char> text = line.Trim();
            if (fence is null)
            {
                if (text.StartsWith("```") || text.StartsWith("~~~"))
                {
                    int length = text.Length - text.TrimStart(text[0]).Length;
                    fence = new string(text[0], length);
                    ReadOnlySpan<char> info = text[length..].Trim();
                    isWit = info.SequenceEqual("wit") || info.StartsWith("wit ") || info.StartsWith("wit,");
                }
            }
            else if (text.StartsWith(fence) && text.TrimStart(fence[0]).IsEmpty)
            {
                fence = null;
                isWit = false;
            }
            else if (isWit)
            {
                result.Append(line);
            }

            result.Append('\n');
        }

        return result.ToString();
    }
}
