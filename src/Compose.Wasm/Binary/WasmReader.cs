using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Compose.Wasm;

/// <summary>
/// Reads the primitives of the WebAssembly binary formats from a span. Offsets in errors are absolute: position within
/// the span plus the base offset that was given. Reading past the end, a LEB128 number that is too long or has bits
/// beyond its width, and names that are not UTF-8 are <c>Component.Malformed</c> (core specification 5.2).
/// </summary>
public ref struct WasmReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly long _base;
    private int _position;

    /// <summary>Reads <paramref name="data"/>, whose first byte lies at <paramref name="baseOffset"/> of the whole.</summary>
    public WasmReader(ReadOnlySpan<byte> data, long baseOffset = 0)
    {
        _data = data;
        _base = baseOffset;
        _position = 0;
    }

    /// <summary>Position within the span, from 0.</summary>
    public int Position
    {
        readonly get => _position;
        set => _position = (uint)value <= (uint)_data.Length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Sets the position without a check, for decoders that stay within the span.</summary>
    internal void Advance(int position) => _position = position;

    /// <summary>Absolute offset of the next byte.</summary>
    public readonly long Offset => _base + _position;

    /// <summary>Length of the span.</summary>
    public readonly int Length => _data.Length;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _data.Length - _position;

    /// <summary>Whether all bytes are read.</summary>
    public readonly bool AtEnd => _position >= _data.Length;

    /// <summary>Absolute offset of the first byte.</summary>
    public readonly long BaseOffset => _base;

    /// <summary>The whole span that is read.</summary>
    public readonly ReadOnlySpan<byte> Data => _data;

    /// <summary>The next byte, without reading it.</summary>
    public readonly byte PeekByte()
    {
        if ((uint)_position >= (uint)_data.Length)
        {
            WasmErrors.UnexpectedEnd(Offset);
        }

        return _data[_position];
    }

    /// <summary>One byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        int position = _position;
        if ((uint)position >= (uint)_data.Length)
        {
            WasmErrors.UnexpectedEnd(Offset);
        }

        _position = position + 1;
        return _data[position];
    }

    /// <summary>An unsigned 32-bit LEB128 number of at most 5 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadVarU32()
    {
        int position = _position;
        if ((uint)position < (uint)_data.Length && _data[position] < 0x80)
        {
            _position = position + 1;
            return _data[position];
        }

        return (uint)ReadUnsigned(32);
    }

    /// <summary>An unsigned 64-bit LEB128 number of at most 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarU64()
    {
        int position = _position;
        if ((uint)position < (uint)_data.Length && _data[position] < 0x80)
        {
            _position = position + 1;
            return _data[position];
        }

        return ReadUnsigned(64);
    }

    /// <summary>A signed 32-bit LEB128 number of at most 5 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadVarS32()
    {
        int position = _position;
        if ((uint)position < (uint)_data.Length && _data[position] < 0x80)
        {
            _position = position + 1;
            return (_data[position] << 25) >> 25;
        }

        return (int)ReadSigned(32);
    }

    /// <summary>A signed 33-bit LEB128 number of at most 5 bytes (block types, heap types).</summary>
    public long ReadVarS33() => ReadSigned(33);

    /// <summary>A signed 64-bit LEB128 number of at most 10 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadVarS64()
    {
        int position = _position;
        if ((uint)position < (uint)_data.Length && _data[position] < 0x80)
        {
            _position = position + 1;
            return (_data[position] << 25) >> 25;
        }

        return ReadSigned(64);
    }

    /// <summary>A little-endian 32-bit word (the bits of an f32, the version field).</summary>
    public uint ReadU32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>A little-endian 64-bit word (the bits of an f64).</summary>
    public ulong ReadU64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    /// <summary>The next <paramref name="length"/> bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if ((uint)length > (uint)(_data.Length - _position))
        {
            WasmErrors.UnexpectedEnd(_base + _data.Length);
        }

        ReadOnlySpan<byte> bytes = _data.Slice(_position, length);
        _position += length;
        return bytes;
    }

    /// <summary>Passes over <paramref name="length"/> bytes.</summary>
    public void Skip(int length) => ReadBytes(length);

    /// <summary>A reader of the next <paramref name="length"/> bytes; this one continues after them.</summary>
    public WasmReader ReadSlice(int length)
    {
        long offset = Offset;
        return new WasmReader(ReadBytes(length), offset);
    }

    /// <summary>A u32 length and a reader of that many bytes.</summary>
    public WasmReader ReadSizedSlice()
    {
        long at = Offset;
        uint size = ReadVarU32();
        if (size > (uint)Remaining)
        {
            WasmErrors.Malformed(at, $"length {size} is out of bounds: {Remaining} bytes are left", "the file may be truncated");
        }

        return ReadSlice((int)size);
    }

    /// <summary>
    /// The element count of a vector: at most <paramref name="limit"/> (<c>Component.LimitExceeded</c>), and no more
    /// than the bytes left can hold, so that a lying count never makes a caller allocate.
    /// </summary>
    public int ReadCount(int limit, string what, int minimumBytes = 1)
    {
        long at = Offset;
        uint count = ReadVarU32();
        if (count > (uint)limit)
        {
            WasmErrors.LimitExceeded(at, what, count, limit);
        }

        if ((long)count * minimumBytes > Remaining)
        {
            WasmErrors.Malformed(at, $"{count} {what} do not fit into the {Remaining} bytes that are left", "the file may be truncated");
        }

        return (int)count;
    }

    /// <summary>A name: u32 length and that many bytes of UTF-8.</summary>
    public string ReadName(int limit = WasmLimits.NameBytes) => Encoding.UTF8.GetString(ReadNameBytes(limit));

    /// <summary>As <see cref="ReadName"/>, as the bytes in place; checked to be UTF-8.</summary>
    public ReadOnlySpan<byte> ReadNameBytes(int limit = WasmLimits.NameBytes)
    {
        long at = Offset;
        uint length = ReadVarU32();
        if (length > (uint)Remaining)
        {
            WasmErrors.UnexpectedEnd(_base + _data.Length);
        }

        if (length > (uint)limit)
        {
            WasmErrors.LimitExceeded(at, "bytes of a name", length, limit);
        }

        ReadOnlySpan<byte> bytes = ReadBytes((int)length);
        if (!Utf8.IsValid(bytes))
        {
            WasmErrors.Malformed(at, "malformed UTF-8 encoding in a name");
        }

        return bytes;
    }

    /// <summary>Fails unless all bytes are read; <paramref name="what"/> names what should have ended.</summary>
    public readonly void ExpectEnd(string what)
    {
        if (!AtEnd)
        {
            WasmErrors.Malformed(Offset, $"{what} has {Remaining} bytes more than its content: section size mismatch");
        }
    }

    // The byte that reaches the width is apart: only there can a number be too long or too large.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadUnsigned(int bits)
    {
        ReadOnlySpan<byte> data = _data;
        int position = _position;
        ulong result = 0;
        int shift = 0;
        for (; shift + 7 < bits; shift += 7)
        {
            if ((uint)position >= (uint)data.Length)
            {
                WasmErrors.UnexpectedEnd(_base + data.Length);
            }

            byte b = data[position++];
            result |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                _position = position;
                return result;
            }
        }

        if ((uint)position >= (uint)data.Length)
        {
            WasmErrors.UnexpectedEnd(_base + data.Length);
        }

        byte last = data[position++];
        if (last >= 0x80)
        {
            WasmErrors.Malformed(Offset, $"integer representation too long for {bits} bits");
        }

        if (last >> (bits - shift) != 0)
        {
            WasmErrors.Malformed(Offset, $"integer too large for {bits} bits");
        }

        _position = position;
        return result | ((ulong)last << shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long ReadSigned(int bits)
    {
        ReadOnlySpan<byte> data = _data;
        int position = _position;
        ulong result = 0;
        int shift = 0;
        for (; shift + 7 < bits; shift += 7)
        {
            if ((uint)position >= (uint)data.Length)
            {
                WasmErrors.UnexpectedEnd(_base + data.Length);
            }

            byte b = data[position++];
            result |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                _position = position;
                int unused = 57 - shift;
                return (long)(result << unused) >> unused;
            }
        }

        if ((uint)position >= (uint)data.Length)
        {
            WasmErrors.UnexpectedEnd(_base + data.Length);
        }

        byte last = data[position++];
        if (last >= 0x80)
        {
            WasmErrors.Malformed(Offset, $"integer representation too long for {bits} bits");
        }

        // The bits beyond the width must repeat the sign bit.
        long signed = (long)((ulong)last << 57) >> 57;
        if (signed >> (bits - shift - 1) is not 0 and not -1)
        {
            WasmErrors.Malformed(Offset, $"integer too large for {bits} bits");
        }

        _position = position;
        return (long)result | (signed << shift);
    }
}
