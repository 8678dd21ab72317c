using System.Text;

namespace Compose.Plans;

/// <summary>Writes scalars so that they read back as the same text.</summary>
internal static class YamlText
{
    private static readonly string[] s_words = ["", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "no", "No", "on", "On", "off", "Off", "y", "n", "Y", "N"];

    /// <summary>The text as a plain scalar where that is safe everywhere, else in double quotes.</summary>
    public static string Scalar(string text, bool flow = false)
    {
        return IsPlain(text, flow) ? text : Quote(text);
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                < ' ' or '\u007f' or '\u0085' or '\u00a0' or '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(string text, bool flow)
    {
        if (Array.IndexOf(s_words, text) >= 0 || text[0] is ' ' or '-' && text.Length == 1 || text[^1] is ' ' or ':')
        {
            return false;
        }

        if (!char.IsAsciiLetterOrDigit(text[0]) && text[0] is not ('.' or '/' or '_'))
        {
            return false;
        }

        // A number would be read as one by other tools.
        if (double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c < ' ' || c == '\u007f' || c is '\u0085' or '\u00a0' or '\u2028' or '\u2029' or '\ufeff')
            {
                return false;
            }

            if ((c == ':' && i + 1 < text.Length && (text[i + 1] == ' ' || (flow && text[i + 1] is ',' or '}' or ']'))) || (c == '#' && i > 0 && text[i - 1] == ' '))
            {
                return false;
            }

            if (flow && c is ',' or '[' or ']' or '{' or '}')
            {
                return false;
            }
        }

        return true;
    }
}
