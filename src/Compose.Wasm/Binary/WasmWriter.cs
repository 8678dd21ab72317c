using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Compose.Wasm;

/// <summary>
/// Writes the primitives of the WebAssembly binary formats into a growing buffer. Every number is written in its
/// shortest form, so equal input gives equal bytes.
/// </summary>
public sealed class WasmWriter : IBufferWriter<byte>
{
    private byte[] _buffer;
    private int _length;

    public WasmWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    public void WriteByte(byte value)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = value;
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void WriteVarU32(uint value) => WriteVarU64(value);

    /// <summary>A count or index, which must not be negative.</summary>
    public void WriteVarU32(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        WriteVarU64((uint)value);
    }

    public void WriteVarU64(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteVarS32(int value) => WriteVarS64(value);

    /// <summary>A signed 33-bit number (block types, heap types).</summary>
    public void WriteVarS33(long value) => WriteVarS64(value);

    public void WriteVarS64(long value)
    {
        while (true)
        {
            byte low = (byte)(value & 0x7f);
            value >>= 7;
            bool sign = (low & 0x40) != 0;
            if ((value == 0 && !sign) || (value == -1 && sign))
            {
                WriteByte(low);
                return;
            }

            WriteByte((byte)(low | 0x80));
        }
    }

    /// <summary>Four bytes, little-endian.</summary>
    public void WriteU32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(4), value);
        _length += 4;
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public void WriteU64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(8), value);
        _length += 8;
    }

    public void WriteF32(float value) => WriteU32(BitConverter.SingleToUInt32Bits(value));

    public void WriteF64(double value) => WriteU64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A u32 length and the UTF-8 bytes of <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The text has an unpaired surrogate.</exception>
    public void WriteName(string name)
    {
        int size = s_utf8.GetByteCount(name);
        WriteVarU32(size);
        s_utf8.GetBytes(name, GetSpan(size));
        _length += size;
    }

    /// <summary>A u32 length and the bytes.</summary>
    public void WriteSized(ReadOnlySpan<byte> bytes)
    {
        WriteVarU32(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>The preamble of a core module.</summary>
    public void WriteModuleHeader() => WriteU64(0x00000001_6d736100);

    /// <summary>The preamble of a component.</summary>
    public void WriteComponentHeader() => WriteU64(0x0001000d_6d736100);

    /// <summary>A whole custom section.</summary>
    public void WriteCustomSection(string name, ReadOnlySpan<byte> content)
    {
        int section = BeginSection(0);
        WriteName(name);
        WriteBytes(content);
        EndSized(section);
    }

    /// <summary>A whole section: id, size, content.</summary>
    public void WriteSection(byte id, ReadOnlySpan<byte> content)
    {
        WriteByte(id);
        WriteSized(content);
    }

    /// <summary>Begins a section; hand the result to <see cref="EndSized"/> when its content is written.</summary>
    public int BeginSection(byte id)
    {
        WriteByte(id);
        return BeginSized();
    }

    /// <summary>Begins content that has its size in front of it. May be nested.</summary>
    public int BeginSized() => _length;

    /// <summary>Ends what <see cref="BeginSized"/> or <see cref="BeginSection"/> began: puts the size in front.</summary>
    public void EndSized(int start)
    {
        int size = _length - start;
        int bytes = 1;
        for (uint rest = (uint)size >> 7; rest != 0; rest >>= 7)
        {
            bytes++;
        }

        GetSpan(bytes);
        _buffer.AsSpan(start, size).CopyTo(_buffer.AsSpan(start + bytes));
        _length = start;
        WriteVarU32(size);
        _length += size;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private void Grow(int more)
    {
        if (more > _buffer.Length - _length)
        {
            int wanted = checked(_length + more);
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)wanted, _buffer.Length * 2L)));
        }
    }
}
