using System.Text;
using Compose.Wit.Syntax;

namespace Compose.Wit.Printing;

/// <summary>Lines of WIT with their indentation, docs and attributes.</summary>
internal sealed class WitWriter
{
    private const int MaxLength = 256 << 20;

    private readonly StringBuilder _text = new();
    private int _depth;

    public override string ToString() => _text.ToString();

    /// <summary>Writes a line; the pieces are joined.</summary>
    /// <exception cref="ComposeException"><c>Wit.LimitExceeded</c>: a binary that shares types can mean a text without bound.</exception>
    public void Line(string text)
    {
        if (_text.Length + text.Length > MaxLength)
        {
            throw new ComposeException(ErrorCodes.Wit.LimitExceeded, $"the text would have more than {MaxLength} characters");
        }

        if (text.Length > 0)
        {
            _text.Append(' ', _depth * 2).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>Writes <c>head {</c> and goes one level in.</summary>
    public void Open(string head)
    {
        Line(head + " {");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>
    /// Writes docs so that they read back as the same text: as line comments with a space, without one, or as a block;
    /// the indentation that all lines share is only kept by one of them, if by any.
    /// </summary>
    public void Docs(string? docs)
    {
        if (docs is null)
        {
            return;
        }

        docs = Visible(docs);
        string[] lines = docs.Split('\n');
        string[] spaced = Array.ConvertAll(lines, line => line.Length == 0 ? "///" : "/// " + line);
        string[] chosen = spaced;
        if (DocComment.Join(spaced) != docs)
        {
            string[] tight = Array.ConvertAll(lines, line => "///" + line);
            string block = "/**" + docs + "\n*/";
            bool isBlock = !docs.Contains("*/", StringComparison.Ordinal) && !docs.Contains("/*", StringComparison.Ordinal)
                && DocComment.Join([block]) == docs;
            if (isBlock)
            {
                _text.Append(' ', _depth * 2).Append(block).Append('\n');
                return;
            }

            chosen = DocComment.Join(tight) == docs ? tight : spaced;
        }

        foreach (string line in chosen)
        {
            Line(line.TrimEnd());
        }
    }

    public void Gate(Stability stability)
    {
        if (stability.Since is not null)
        {
            Line($"@since(version = {stability.Since})");
        }

        if (stability.Feature is not null)
        {
            Line($"@unstable(feature = {Name(stability.Feature)})");
        }

        if (stability.Deprecated is not null)
        {
            Line($"@deprecated(version = {stability.Deprecated})");
        }
    }

    public void ExternalId(string? id)
    {
        if (id is not null)
        {
            Line($"@external-id({StringLiteral.Write(id)})");
        }
    }

    /// <summary>An identifier, escaped if it is a keyword.</summary>
    public static string Name(string name) => Keywords.IsReserved(name) ? "%" + name : name;

    /// <summary>Docs of a binary may hold characters that WIT does not allow.</summary>
    private static string Visible(string docs)
    {
        if (!docs.AsSpan().ContainsAny(Lexer.ForbiddenCharacters))
        {
            return docs;
        }

        var text = new StringBuilder(docs);
        for (int i = 0; i < text.Length; i++)
        {
            if (Lexer.ForbiddenCharacters.Contains(text[i]))
            {
                text[i] = '\ufffd';
            }
        }

        return text.ToString();
    }
}
