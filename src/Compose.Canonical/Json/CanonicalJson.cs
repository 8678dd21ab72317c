using System.Globalization;
using System.Text;

namespace Compose.Canonical;

/// <summary>The JSON Canonicalization Scheme (RFC 8785): one byte sequence for each JSON value.</summary>
public static class CanonicalJson
{
    /// <summary>The canonical UTF-8 form of a value.</summary>
    public static byte[] Encode(JsonNode node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The canonical form of any JSON text that <see cref="JsonReader"/> accepts.</summary>
    /// <exception cref="ComposeException"><c>Canon.InvalidJson</c>, <c>Canon.LimitExceeded</c>.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8, string? file = null) => Encode(JsonReader.Read(utf8, null, file));

    /// <summary>
    /// Where the text first differs from its canonical form, as an error with the byte offset; null if it is canonical.
    /// </summary>
    /// <exception cref="ComposeException"><c>Canon.InvalidJson</c>: the text is not JSON at all.</exception>
    public static ComposeError? Check(ReadOnlySpan<byte> utf8, string? file = null)
    {
        byte[] canonical = Canonicalize(utf8, file);
        if (utf8.SequenceEqual(canonical))
        {
            return null;
        }

        int at = utf8.CommonPrefixLength(canonical);
        return new ComposeError(
            ErrorCodes.Canon.NotCanonical,
            at < canonical.Length ? "the text differs here from its canonical form" : "something follows the canonical form",
            ErrorLocation.AtOffset(at, file),
            "re-encode it: canon json encode");
    }

    /// <summary>A finite double as ECMAScript's Number::toString prints it (RFC 8785 §3.2.2.3).</summary>
    public static string FormatNumber(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // The runtime gives the shortest digits that read back to the value; only the layout differs.
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        bool negative = shortest[0] == '-';
        int mark = shortest.IndexOf('E', StringComparison.Ordinal);
        string mantissa = (mark < 0 ? shortest : shortest[..mark]).TrimStart('-');
        string digits = mantissa.Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        int exponent = LeadingExponent(mantissa) + (mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        int n = exponent + 1, k = digits.Length;
        var text = new StringBuilder(negative ? "-" : string.Empty);
        if (k <= n && n <= 21)
        {
            text.Append(digits).Append('0', n - k);
        }
        else if (n is > 0 and <= 21)
        {
            text.Append(digits, 0, n).Append('.').Append(digits, n, k - n);
        }
        else if (n is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -n).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (k > 1)
            {
                text.Append('.').Append(digits, 1, k - 1);
            }

            text.Append('e').Append(n > 0 ? '+' : '-').Append(Math.Abs(n - 1));
        }

        return text.ToString();
    }

    /// <summary>Appends a string in quotes with the escapes of RFC 8785 §3.2.2.2.</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }

    private static void Append(StringBuilder text, JsonNode node)
    {
        switch (node.Kind)
        {
            case JsonKind.Null: text.Append("null"); break;
            case JsonKind.False: text.Append("false"); break;
            case JsonKind.True: text.Append("true"); break;
            case JsonKind.Number: text.Append(FormatNumber(node.Number)); break;
            case JsonKind.String: AppendString(text, node.Text); break;
            case JsonKind.Array:
                text.Append('[');
                for (int i = 0; i < node.Items.Count; i++)
                {
                    text.Append(i == 0 ? string.Empty : ",");
                    Append(text, node.Items[i]);
                }

                text.Append(']');
                break;
            default: AppendObject(text, node); break;
        }
    }

    // §3.2.3: names are sorted by their UTF-16 code units.
    private static void AppendObject(StringBuilder text, JsonNode node)
    {
        var order = Enumerable.Range(0, node.Names.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(node.Names[a].Text, node.Names[b].Text));
        text.Append('{');
        for (int i = 0; i < order.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ",");
            AppendString(text, node.Names[order[i]].Text);
            text.Append(':');
            Append(text, node.Items[order[i]]);
        }

        text.Append('}');
    }

    // The decimal exponent of the first digit that is not zero.
    private static int LeadingExponent(string mantissa)
    {
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? mantissa.Length : point;
        int first = mantissa.AsSpan().IndexOfAnyInRange('1', '9');
        return first < whole ? whole - 1 - first : whole - first;
    }
}
