using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Compose.Emit;

/// <summary>
/// Turns any text into words that are legal in a component's import name, and back. Validators compare such names
/// without regard to case and hyphens, so all information sits in letters and digits; hyphens are cosmetic.
/// <para><c>a-w y z 0-9</c> stand for themselves; <c>x→xx</c>, <c>-→xh</c>, <c>/→xs</c>, <c>:→xc</c>, <c>.→xd</c>,
/// <c>_→xu</c>, <c>+→xp</c>, any other code point <c>xw HEX xe</c>. A hyphen stands before each escape but
/// <c>xx</c>, and after one where a letter follows, so that every word begins with a letter (SPEC, "Import names").</para>
/// </summary>
public static class NameEncoding
{
    /// <summary>Encodes <paramref name="text"/>; unpaired surrogates are encoded as they are.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        bool afterEscape = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                if (afterEscape && !char.IsAsciiDigit(c))
                {
                    result.Append('-');
                }

                result.Append(c == 'x' ? "xx" : c.ToString());
                afterEscape = false;
                continue;
            }

            if (result.Length > 0)
            {
                result.Append('-');
            }

            if (EscapeOf(c) is { } letter)
            {
                result.Append('x').Append(letter);
            }
            else
            {
                int code = c;
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                {
                    code = char.ConvertToUtf32(c, text[++i]);
                }

                result.Append("xw").Append(code.ToString("x", CultureInfo.InvariantCulture)).Append("xe");
            }

            afterEscape = true;
        }

        return result.ToString();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote, whatever happened to case and hyphens on the way.</summary>
    public static bool TryDecode(string encoded, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var bare = new StringBuilder(encoded.Length);
        foreach (char c in encoded)
        {
            if (c == '-')
            {
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            bare.Append(char.ToLowerInvariant(c));
        }

        var result = new StringBuilder(bare.Length);
        for (int i = 0; i < bare.Length; i++)
        {
            char c = bare[i];
            if (c != 'x')
            {
                result.Append(c);
                continue;
            }

            if (++i == bare.Length)
            {
                return false;
            }

            if (bare[i] == 'w')
            {
                int code = 0;
                int digits = 0;
                for (i++; i < bare.Length && char.IsAsciiHexDigitLower(bare[i]); i++, digits++)
                {
                    // 'e' is a hexadecimal digit, 'x' is not: the escape ends at "xe".
                    code = (code << 4) | Convert.ToInt32(bare[i].ToString(), 16);
                    if (code > 0x10FFFF)
                    {
                        return false;
                    }
                }

                if (digits == 0 || i + 1 >= bare.Length || bare[i] != 'x' || bare[i + 1] != 'e')
                {
                    return false;
                }

                i++;
                if (code > 0xFFFF)
                {
                    result.Append(char.ConvertFromUtf32(code));
                }
                else
                {
                    result.Append((char)code);
                }
            }
            else if (CharOf(bare[i]) is { } plain)
            {
                result.Append(plain);
            }
            else
            {
                return false;
            }
        }

        text = result.ToString();
        return true;
    }

    private static char? EscapeOf(char c) => c switch
    {
        '-' => 'h',
        '/' => 's',
        ':' => 'c',
        '.' => 'd',
        '_' => 'u',
        '+' => 'p',
        _ => null,
    };

    private static char? CharOf(char escape) => escape switch
    {
        'x' => 'x',
        'h' => '-',
        's' => '/',
        'c' => ':',
        'd' => '.',
        'u' => '_',
        'p' => '+',
        _ => null,
    };
}
