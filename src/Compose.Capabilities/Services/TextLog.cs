using System.Globalization;
using System.Text;

namespace Compose.Capabilities.Services;

/// <summary>
/// Writes each line that a guest logs as one line of text: <c>[warn] app/db: context: message</c>. Line ends, control
/// characters and those that turn the direction of text are written as escapes, so that a guest cannot forge a line or
/// speak to a terminal.
/// </summary>
public sealed class TextLog(TextWriter writer) : ILogSink
{
    private readonly Lock _gate = new();

    public void Log(InstancePath node, LogLevel level, string context, string message)
    {
        var line = new StringBuilder();
        line.Append('[').Append(level.ToString().ToLowerInvariant()).Append("] ").Append(node.Text).Append(": ");
        if (context.Length > 0)
        {
            Escape(line, context);
            line.Append(": ");
        }

        Escape(line, message);
        lock (_gate)
        {
            try
            {
                writer.WriteLine(line);
                writer.Flush();
            }
            catch (IOException)
            {
                // Nobody reads the log any more; the guest goes on.
            }
        }
    }

    /// <summary>Text that stays on its line and means nothing but itself.</summary>
    internal static void Escape(StringBuilder line, string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (rune.Value == '\\')
            {
                line.Append("\\\\");
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                line.Append(rune.Value == '\n' ? "\\n" : rune.Value == '\t' ? "\\t" : rune.Value == '\r' ? "\\r" : $"\\u{{{rune.Value:x}}}");
            }
            else
            {
                line.Append(rune.ToString());
            }
        }
    }
}
