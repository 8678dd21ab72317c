using System.Text;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Http;

/// <summary>
/// Latin-1, but for the values that secrets go out in place of: these are put straight into the buffer that is sent, so
/// that the headers of a message hold tokens only.
/// </summary>
internal sealed class SecretEncoding(HeaderSecrets secrets) : Encoding
{
    public override int GetByteCount(ReadOnlySpan<char> chars) => secrets.TryGet(chars, out ReadOnlySpan<byte> filled) ? filled.Length : chars.Length;

    public override int GetByteCount(string s) => GetByteCount(s.AsSpan());

    public override int GetByteCount(char[] chars, int index, int count) => GetByteCount(chars.AsSpan(index, count));

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
    {
        if (!secrets.TryGet(chars, out ReadOnlySpan<byte> filled))
        {
            return Latin1.GetBytes(chars, bytes);
        }

        filled.CopyTo(bytes);
        return filled.Length;
    }

    public override int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex) => GetBytes(s.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex));

    public override int GetMaxByteCount(int charCount) => Math.Max(charCount, secrets.Longest);

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => Latin1.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxCharCount(int byteCount) => byteCount;
}
