using System.Text;

namespace Compose.Trust.OpenPgp;

/// <summary>ASCII armor (RFC 9580 §6): the binary form of what may be armored, all blocks after each other.</summary>
internal static class PgpArmor
{
    private const uint CrcStart = 0xb704ce, CrcPolynomial = 0x1864cfb, CrcMask = 0xffffff;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    /// <summary>True if armor begins within the text.</summary>
    public static bool IsArmored(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Begin) is >= 0 and var at && (at == 0 || bytes[at - 1] == '\n');

    /// <summary>The bytes as they are, or what they are armor of.</summary>
    /// <param name="bytes">Binary or armored.</param>
    /// <param name="kind">What the armor must say it holds: <c>SIGNATURE</c>, <c>PUBLIC KEY BLOCK</c>.</param>
    /// <param name="code">The code of errors.</param>
    public static byte[] Decode(ReadOnlySpan<byte> bytes, string kind, ErrorCode code)
    {
        if (!IsArmored(bytes))
        {
            return bytes.ToArray();
        }

        using var binary = new MemoryStream(bytes.Length);
        StringBuilder? block = null;
        bool isHeader = false;
        uint? checksum = null;
        foreach (string raw in Encoding.Latin1.GetString(bytes).Split('\n'))
        {
            string line = raw.TrimEnd('\r', ' ', '\t');
            if (line.StartsWith("-----BEGIN PGP ", StringComparison.Ordinal))
            {
                if (line != $"-----BEGIN PGP {kind}-----")
                {
                    throw Fail(code, $"it holds {line.Trim('-').Replace("BEGIN ", string.Empty, StringComparison.Ordinal)}, and PGP {kind} is expected");
                }

                block = block is null ? new StringBuilder() : throw Fail(code, "a block begins within another");
                isHeader = true;
                checksum = null;
            }
            else if (block is null)
            {
                continue;
            }
            else if (line.StartsWith("-----END PGP ", StringComparison.Ordinal))
            {
                if (line != $"-----END PGP {kind}-----")
                {
                    throw Fail(code, "a block ends as another than it began");
                }

                byte[] part = Base64(block.ToString(), code);
                if (checksum is { } expected && expected != Crc(part))
                {
                    throw Fail(code, "the checksum of the armor is not that of its content");
                }

                binary.Write(part);
                block = null;
            }
            else if (isHeader && (line.Length == 0 || line.Contains(": ", StringComparison.Ordinal)))
            {
                isHeader = line.Length > 0;
            }
            else if (checksum is not null)
            {
                throw Fail(code, "something follows the checksum of the armor");
            }
            else if (line is ['=', _, _, _, _])
            {
                checksum = Base64(line[1..], code) is [var high, var middle, var low]
                    ? (uint)((high << 16) | (middle << 8) | low)
                    : throw Fail(code, "the checksum of the armor has not three bytes");
            }
            else
            {
                isHeader = false;
                block.Append(line);
            }
        }

        return block is null ? binary.ToArray() : throw Fail(code, "the armor has no end");
    }

    private static byte[] Base64(string text, ErrorCode code)
    {
        // Bits that no byte takes have to be zero: else one signature would have several forms.
        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out int length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw Fail(code, "the armor is not base64");
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = CrcStart;
        foreach (byte each in bytes)
        {
            crc ^= (uint)each << 16;
            for (int i = 0; i < 8; i++)
            {
                crc <<= 1;
                if ((crc & 0x1000000) != 0)
                {
                    crc ^= CrcPolynomial;
                }
            }
        }

        return crc & CrcMask;
    }

    private static ComposeException Fail(ErrorCode code, string why) => new(code, $"the OpenPGP data is not well-formed: {why}");
}
