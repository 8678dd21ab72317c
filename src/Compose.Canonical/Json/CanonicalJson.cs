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
    public static string FormatNumber(double value) => value == 0 ? "0" : DecimalLayout.Of(value.ToString("R", CultureInfo.InvariantCulture));

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
}
