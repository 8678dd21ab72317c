using System.Globalization;
using System.Numerics;
using System.Text;

namespace Compose.Canonical;

/// <summary>Prints diagnostic notation (RFC 8949 §8): one line, or indented for reading.</summary>
public static class CborDiagnostic
{
    /// <summary>The whole item on one line.</summary>
    public static string Print(CborNode node)
    {
        var text = new StringBuilder();
        Print(text, node, -1);
        return text.ToString();
    }

    /// <summary>The item with every element of an array and pair of a map on a line of its own.</summary>
    public static string PrintIndented(CborNode node)
    {
        var text = new StringBuilder();
        Print(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void Print(StringBuilder text, CborNode node, int indent)
    {
        switch (node.Kind)
        {
            case CborKind.Unsigned: text.Append(node.Argument); break;
            case CborKind.Negative: text.Append(-1 - (BigInteger)node.Argument); break;
            case CborKind.Bytes or CborKind.Text: PrintString(text, node); break;
            case CborKind.Array: PrintItems(text, node, indent, '[', ']'); break;
            case CborKind.Map: PrintItems(text, node, indent, '{', '}'); break;
            case CborKind.Tag: PrintTag(text, node, indent); break;
            case CborKind.Simple: PrintSimple(text, node.Argument); break;
            default: PrintFloat(text, node.Float); break;
        }
    }

    private static void PrintString(StringBuilder text, CborNode node)
    {
        if (node.IsIndefinite)
        {
            text.Append("(_ ");
            for (int i = 0; i < node.Items.Count; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ");
                PrintString(text, node.Items[i]);
            }

            text.Append(')');
        }
        else if (node.Kind == CborKind.Bytes)
        {
            text.Append("h'").Append(Convert.ToHexStringLower(node.Bytes.Span)).Append('\'');
        }
        else
        {
            CanonicalJson.AppendString(text, node.Text);
        }
    }

    private static void PrintItems(StringBuilder text, CborNode node, int indent, char open, char close)
    {
        bool map = node.Kind == CborKind.Map;
        text.Append(open).Append(node.IsIndefinite ? "_ " : string.Empty);
        int inner = indent < 0 || node.Items.Count == 0 ? -1 : indent + 1;
        for (int i = 0; i < node.Items.Count; i += map ? 2 : 1)
        {
            text.Append(i == 0 ? string.Empty : inner < 0 ? ", " : ",");
            NewLine(text, inner);
            Print(text, node.Items[i], map ? -1 : inner);
            if (map)
            {
                text.Append(": ");
                Print(text, node.Items[i + 1], inner);
            }
        }

        NewLine(text, inner < 0 ? -1 : indent);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int indent)
    {
        if (indent >= 0)
        {
            text.Append('\n').Append(' ', indent * 2);
        }
    }

    private static void PrintTag(StringBuilder text, CborNode node, int indent)
    {
        var content = node.Items[0];
        if (node.Argument is 2 or 3 && content is { Kind: CborKind.Bytes, IsIndefinite: false })
        {
            var value = new BigInteger(content.Bytes.Span, isUnsigned: true, isBigEndian: true);
            text.Append(node.Argument == 2 ? value : -1 - value);
            return;
        }

        text.Append(node.Argument).Append('(');
        Print(text, content, indent);
        text.Append(')');
    }

    private static void PrintSimple(StringBuilder text, ulong value) => _ = value switch
    {
        20 => text.Append("false"),
        21 => text.Append("true"),
        22 => text.Append("null"),
        23 => text.Append("undefined"),
        _ => text.Append("simple(").Append(value).Append(')'),
    };

    private static void PrintFloat(StringBuilder text, double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            text.Append(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        // Notation asks for a point or an exponent, so that a float is not taken for an integer.
        string digits = double.IsNegative(value) && value == 0 ? "-0" : CanonicalJson.FormatNumber(value);
        int exponent = digits.IndexOf('e', StringComparison.Ordinal);
        if (!digits.Contains('.', StringComparison.Ordinal))
        {
            digits = exponent < 0 ? digits + ".0" : digits.Insert(exponent, ".0");
        }

        text.Append(CultureInfo.InvariantCulture, $"{digits}");
    }
}
