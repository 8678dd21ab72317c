using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Compose.Canonical;

/// <summary>
/// Writes canonical CBOR (<c>cborcanon:1</c>): shortest heads, definite lengths. The caller announces counts and writes
/// the keys of a map in ascending order; <see cref="Encode"/> sorts by itself.
/// </summary>
public sealed class CborWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>A copy of what was written so far.</summary>
    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <summary>The canonical encoding of a tree; keys are sorted, wide heads and indefinite lengths disappear.</summary>
    /// <exception cref="ComposeException">
    /// <c>Canon.NotCanonical</c>: a map holds a key twice. <c>Canon.NotNormalized</c>: a text is not NFC.
    /// </exception>
    public static byte[] Encode(CborNode node)
    {
        var writer = new CborWriter();
        writer.WriteNode(node);
        return writer.ToArray();
    }

    public void WriteUnsigned(ulong value) => WriteHead(0, value);

    /// <summary>Writes an item that is encoded already.</summary>
    public void WriteEncoded(ReadOnlySpan<byte> item) => _buffer.Write(item);

    public void WriteInteger(long value)
    {
        if (value >= 0)
        {
            WriteHead(0, (ulong)value);
        }
        else
        {
            WriteHead(1, (ulong)~value);
        }
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteHead(2, (ulong)bytes.Length);
        _buffer.Write(bytes);
    }

    public void WriteDigest(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        digest.CopyTo(bytes);
        WriteBytes(bytes);
    }

    /// <summary>Writes a text string.</summary>
    /// <exception cref="ComposeException"><c>Canon.NotNormalized</c>: the text is not in NFC or has lone surrogates.</exception>
    public void WriteText(string text)
    {
        if (!Nfc.IsNormalized(text))
        {
            throw new ComposeException(ErrorCodes.Canon.NotNormalized, "text to be written is not in Unicode normalization form C");
        }

        int length = Encoding.UTF8.GetByteCount(text);
        WriteHead(3, (ulong)length);
        Encoding.UTF8.GetBytes(text, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void WriteArrayHead(int count) => WriteHead(4, (ulong)count);

    public void WriteMapHead(int pairs) => WriteHead(5, (ulong)pairs);

    public void WriteBoolean(bool value) => WriteHead(7, value ? 21ul : 20ul);

    public void WriteNull() => WriteHead(7, 22);

    /// <summary>Writes a float in the shortest width that keeps its value (RFC 8949 §4.2.2); every NaN becomes <c>f97e00</c>.</summary>
    public void WriteFloat(double value)
    {
        var (width, bits) = ShortestFloat(value);
        var span = _buffer.GetSpan(9);
        span[0] = width switch { 2 => 0xf9, 4 => 0xfa, _ => 0xfb };
        switch (width)
        {
            case 2: BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)bits); break;
            case 4: BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)bits); break;
            default: BinaryPrimitives.WriteUInt64BigEndian(span[1..], bits); break;
        }

        _buffer.Advance(width + 1);
    }

    internal static (int Width, ulong Bits) ShortestFloat(double value)
    {
        if (double.IsNaN(value))
        {
            return (2, 0x7e00);
        }

        var half = (Half)value;
        if ((double)half == value)
        {
            return (2, BitConverter.HalfToUInt16Bits(half));
        }

        float single = (float)value;
        return (double)single == value
            ? (4, BitConverter.SingleToUInt32Bits(single))
            : (8, BitConverter.DoubleToUInt64Bits(value));
    }

    private void WriteHead(int major, ulong argument)
    {
        var span = _buffer.GetSpan(9);
        int type = major << 5;
        switch (argument)
        {
            case < 24:
                span[0] = (byte)(type | (int)argument);
                _buffer.Advance(1);
                break;
            case <= byte.MaxValue:
                span[0] = (byte)(type | 24);
                span[1] = (byte)argument;
                _buffer.Advance(2);
                break;
            case <= ushort.MaxValue:
                span[0] = (byte)(type | 25);
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)argument);
                _buffer.Advance(3);
                break;
            case <= uint.MaxValue:
                span[0] = (byte)(type | 26);
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)argument);
                _buffer.Advance(5);
                break;
            default:
                span[0] = (byte)(type | 27);
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], argument);
                _buffer.Advance(9);
                break;
        }
    }

    private void WriteNode(CborNode node)
    {
        switch (node.Kind)
        {
            case CborKind.Unsigned: WriteHead(0, node.Argument); break;
            case CborKind.Negative: WriteHead(1, node.Argument); break;
            case CborKind.Bytes: WriteBytes(node.Bytes.Span); break;
            case CborKind.Text: WriteText(node.Text); break;
            case CborKind.Array:
                WriteArrayHead(node.Items.Count);
                foreach (var item in node.Items)
                {
                    WriteNode(item);
                }

                break;
            case CborKind.Map: WriteMap(node); break;
            case CborKind.Tag: WriteTag(node); break;
            case CborKind.Simple: WriteHead(7, node.Argument); break;
            default: WriteFloat(node.Float); break;
        }
    }

    private void WriteMap(CborNode node)
    {
        var pairs = new List<(byte[] Key, CborNode Value)>(node.PairCount);
        for (int i = 0; i < node.Items.Count; i += 2)
        {
            pairs.Add((Encode(node.Items[i]), node.Items[i + 1]));
        }

        pairs.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        WriteMapHead(pairs.Count);
        for (int i = 0; i < pairs.Count; i++)
        {
            if (i > 0 && pairs[i - 1].Key.AsSpan().SequenceEqual(pairs[i].Key))
            {
                throw new ComposeException(ErrorCodes.Canon.NotCanonical, "a map holds a key twice and has no canonical form", node.Offset < 0 ? null : ErrorLocation.AtOffset(node.Offset));
            }

            _buffer.Write(pairs[i].Key);
            WriteNode(pairs[i].Value);
        }
    }

    // §3.4.3: a bignum that fits in a 64-bit head is the integer itself; leading zeros go.
    private void WriteTag(CborNode node)
    {
        var content = node.Items[0];
        if (node.Argument is 2 or 3 && content.Kind == CborKind.Bytes)
        {
            var digits = content.Bytes.Span.TrimStart((byte)0);
            if (digits.Length <= 8)
            {
                ulong value = 0;
                foreach (byte digit in digits)
                {
                    value = (value << 8) | digit;
                }

                WriteHead(node.Argument == 2 ? 0 : 1, value);
                return;
            }

            WriteHead(6, node.Argument);
            WriteBytes(digits);
            return;
        }

        WriteHead(6, node.Argument);
        WriteNode(content);
    }
}
