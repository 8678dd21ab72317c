using System.Buffers.Binary;

namespace Compose.Signing.Ssh;

/// <summary>Reads the data types of SSH (RFC 4251 §5). Everything is bounded by the bytes that are there.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> bytes, ErrorCode code)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public uint UInt32()
    {
        return BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));
    }

    /// <summary>A <c>string</c>: its length, and so many bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        uint length = UInt32();
        return length <= int.MaxValue ? Take((int)length) : throw Cut();
    }

    /// <summary>A <c>string</c> that is a name in ASCII.</summary>
    public string Name()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        return bytes.Length <= 128 && bytes.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0
            ? System.Text.Encoding.ASCII.GetString(bytes)
            : throw new ComposeException(code, "the SSH data is not well-formed: a name in it is none");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Cut();
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new ComposeException(code, $"the SSH data is not well-formed: {_rest.Length} bytes follow its end");
        }
    }

    private readonly ComposeException Cut() => new(code, "the SSH data is not well-formed: it is cut short");
}
