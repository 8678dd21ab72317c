using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.CommandLine;

/// <summary>
/// Writes a JSON answer as TOML 1.0: scalars and arrays of scalars first, then tables, then arrays of tables. TOML
/// has no null: such keys are left out. An answer is always a table at the top.
/// </summary>
internal static class TomlText
{
    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Table(text, document, string.Empty);
        return text.ToString();
    }

    private static void Table(StringBuilder text, JsonObject table, string path)
    {
        foreach ((string key, JsonNode? value) in table)
        {
            if (value is not null and not JsonObject && !IsTableArray(value))
            {
                text.Append(Key(key)).Append(" = ");
                Inline(text, value);
                text.Append('\n');
            }
        }

        foreach ((string key, JsonNode? value) in table)
        {
            string inner = path.Length == 0 ? Key(key) : path + "." + Key(key);
            if (value is JsonObject child)
            {
                text.Append(text.Length == 0 ? string.Empty : "\n").Append('[').Append(inner).Append("]\n");
                Table(text, child, inner);
            }
            else if (value is JsonArray array && IsTableArray(array))
            {
                foreach (JsonNode? item in array)
                {
                    text.Append(text.Length == 0 ? string.Empty : "\n").Append("[[").Append(inner).Append("]]\n");
                    Table(text, (JsonObject)item!, inner);
                }
            }
        }
    }

    private static bool IsTableArray(JsonNode value) =>
        value is JsonArray { Count: > 0 } array && array.All(item => item is JsonObject);

    private static void Inline(StringBuilder text, JsonNode value)
    {
        switch (value)
        {
            case JsonArray array:
                text.Append('[');
                bool first = true;
                foreach (JsonNode? item in array)
                {
                    if (item is null)
                    {
                        continue;
                    }

                    text.Append(first ? string.Empty : ", ");
                    first = false;
                    Inline(text, item);
                }

                text.Append(']');
                break;
            case JsonObject table:
                text.Append("{ ");
                text.AppendJoin(", ", table.Where(pair => pair.Value is not null).Select(pair =>
                {
                    var part = new StringBuilder(Key(pair.Key)).Append(" = ");
                    Inline(part, pair.Value!);
                    return part.ToString();
                }));
                text.Append(" }");
                break;
            default:
                Scalar(text, value);
                break;
        }
    }

    private static void Scalar(StringBuilder text, JsonNode value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                Quote(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number when ulong.TryParse(value.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong n) && n > long.MaxValue:
                // TOML integers are 64-bit signed: larger ones travel as text.
                Quote(text, n.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private static string Key(string key)
    {
        bool bare = key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (bare)
        {
            return key;
        }

        var text = new StringBuilder();
        Quote(text, key);
        return text.ToString();
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '\u007f' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
