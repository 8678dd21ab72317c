using System.Buffers.Binary;

namespace Compose.Trust.OpenPgp;

/// <summary>
/// Reads the parts that OpenPGP packets are made of (RFC 9580 §3, §4.2): numbers, multiprecision integers, packets. What is
/// cut short, or of indefinite or partial length, is an error with the code of the document.
/// </summary>
internal ref struct PgpReader(ReadOnlySpan<byte> bytes, ErrorCode code)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly int Length => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw Cut();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A multiprecision integer without leading zeros (RFC 9580 §3.2).</summary>
    public ReadOnlySpan<byte> Integer() => Take((UInt16() + 7) / 8).TrimStart((byte)0);

    /// <summary>The next packet (RFC 9580 §4.2).</summary>
    public ReadOnlySpan<byte> Packet(out int tag)
    {
        byte head = Byte();
        if ((head & 0x80) == 0)
        {
            throw Fail("a packet does not begin with its tag");
        }

        if ((head & 0x40) != 0)
        {
            tag = head & 0x3f;
            return Take(NewLength());
        }

        tag = (head >> 2) & 0xf;
        return Take((head & 3) switch
        {
            0 => Byte(),
            1 => UInt16(),
            2 => Small(UInt32()),
            _ => throw Fail("a packet has no length"),
        });
    }

    /// <summary>The next subpacket of a signature (RFC 9580 §5.2.3.7): its body without the type.</summary>
    public ReadOnlySpan<byte> Subpacket(out int type, out bool isCritical)
    {
        byte first = Byte();
        int length = first < 192 ? first : first < 255 ? ((first - 192) << 8) + Byte() + 192 : Small(UInt32());
        if (length == 0)
        {
            throw Fail("a subpacket has no type");
        }

        byte kind = Byte();
        type = kind & 0x7f;
        isCritical = (kind & 0x80) != 0;
        return Take(length - 1);
    }

    private int NewLength()
    {
        byte first = Byte();
        return first switch
        {
            < 192 => first,
            < 224 => ((first - 192) << 8) + Byte() + 192,
            255 => Small(UInt32()),
            _ => throw Fail("a packet comes in parts"),
        };
    }

    private readonly int Small(uint length) => length <= int.MaxValue ? (int)length : throw Cut();

    private readonly ComposeException Cut() => Fail("it is cut short");

    private readonly ComposeException Fail(string why) => new(code, $"the OpenPGP data is not well-formed: {why}");
}
