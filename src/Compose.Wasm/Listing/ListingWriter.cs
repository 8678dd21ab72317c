using System.Globalization;
using System.Text;

namespace Compose.Wasm.Listing;

/// <summary>Lines of a listing: the byte offset in hexadecimal, a bar, the text with its indentation.</summary>
internal sealed class ListingWriter(TextWriter output)
{
    private const int MaxName = 200;
    private int _depth;

    public void Line(long offset, string text)
    {
        output.Write(offset.ToString("x8", CultureInfo.InvariantCulture));
        output.Write(" | ");
        for (int i = 0; i < _depth; i++)
        {
            output.Write("  ");
        }

        output.Write(text);
        output.Write('\n');
    }

    /// <summary>Writes a line and goes one level in.</summary>
    public void Open(long offset, string text)
    {
        Line(offset, text);
        _depth++;
    }

    /// <summary>Goes one level out and writes the closing parenthesis.</summary>
    public void Close(long offset)
    {
        _depth--;
        Line(offset, ")");
    }

    public void In() => _depth++;

    public void Out() => _depth = Math.Max(0, _depth - 1);

    /// <summary>A name in quotes, as the text format escapes it; a very long one is cut.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder(name.Length + 2).Append('"');
        foreach (Rune rune in name.Length > MaxName ? (name[..MaxName] + "…").EnumerateRunes() : name.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                text.Append('\\').Append((char)rune.Value);
            }
            else if (Rune.IsControl(rune))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
            else
            {
                text.Append(rune);
            }
        }

        return text.Append('"').ToString();
    }
}
