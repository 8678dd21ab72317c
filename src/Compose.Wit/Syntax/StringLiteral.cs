using System.Text;

namespace Compose.Wit.Syntax;

/// <summary>Reads the text of a string literal: the core text format's names.</summary>
internal static class StringLiteral
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads what stands between the quotes.</summary>
    /// <returns>Null, with <paramref name="error"/> and its place in <paramref name="literal"/>, if an escape is wrong.</returns>
    public static string? Read(ReadOnlySpan<char> literal, out string? error, out int at)
    {
        // Escapes such as \ff give bytes, which must make up UTF-8 together.
        var bytes = new List<byte>(literal.Length);
        Span<byte> encoded = stackalloc byte[4];
        error = null;
        at = 0;
        while (at < literal.Length)
        {
            if (literal[at] != '\\')
            {
                if (Rune.DecodeFromUtf16(literal[at..], out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
                {
                    error = "the string is not valid Unicode";
                    return null;
                }

                bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
                at += used;
                continue;
            }

            char escape = at + 1 < literal.Length ? literal[at + 1] : '\0';
            int length = 2;
            switch (escape)
            {
                case 't': bytes.Add((byte)'\t'); break;
                case 'n': bytes.Add((byte)'\n'); break;
                case 'r': bytes.Add((byte)'\r'); break;
                case '"' or '\'' or '\\': bytes.Add((byte)escape); break;
                case 'u':
                    if (!ReadCodePoint(literal[(at + 2)..], out Rune point, out int digits))
                    {
                        error = "the escape is not `\\u{hexadecimal}` of a Unicode scalar value";
                        return null;
                    }

                    bytes.AddRange(encoded[..point.EncodeToUtf8(encoded)]);
                    length += digits;
                    break;
                default:
                    if (at + 2 >= literal.Length || !char.IsAsciiHexDigit(escape) || !char.IsAsciiHexDigit(literal[at + 2]))
                    {
                        error = "the escape is not one of the text format";
                        return null;
                    }

                    bytes.Add((byte)((Convert.ToInt32(escape.ToString(), 16) << 4) | Convert.ToInt32(literal[at + 2].ToString(), 16)));
                    length = 3;
                    break;
            }

            at += length;
        }

        try
        {
            return s_strict.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            at = 0;
            error = "the bytes of the string are not UTF-8";
            return null;
        }
    }

    /// <summary>Writes a literal that reads as <paramref name="text"/>, with its quotes.</summary>
    public static string Write(string text)
    {
        var result = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                result.Append('\\').Append((char)rune.Value);
            }
            else if (rune.Value is >= ' ' and < 0x7f || (rune.Value > 0x9f && Rune.IsLetterOrDigit(rune)))
            {
                result.Append(rune.ToString());
            }
            else
            {
                result.Append("\\u{").Append(rune.Value.ToString("x")).Append('}');
            }
        }

        return result.Append('"').ToString();
    }

    private static bool ReadCodePoint(ReadOnlySpan<char> text, out Rune point, out int length)
    {
        point = default;
        length = 1;
        if (text.IsEmpty || text[0] != '{')
        {
            return false;
        }

        uint value = 0;
        bool afterDigit = false;
        for (; length < text.Length && text[length] != '}'; length++)
        {
            char c = text[length];
            if (c == '_' && afterDigit)
            {
                afterDigit = false;
                continue;
            }

            if (!char.IsAsciiHexDigit(c) || value > 0x10ffff)
            {
                return false;
            }

            value = (value << 4) | (uint)Convert.ToInt32(c.ToString(), 16);
            afterDigit = true;
        }

        if (length >= text.Length || !afterDigit || !Rune.IsValid(value))
        {
            return false;
        }

        length++;
        point = new Rune(value);
        return true;
    }
}
