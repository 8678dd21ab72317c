using System.Buffers.Binary;
using System.Text;

namespace Compose.Canonical;

/// <summary>
/// Reads well-formed CBOR (RFC 8949 §3, Appendix C) into a tree and notes every breach of the profile
/// <c>cborcanon:1</c> on the way. What is not well-formed ends the reading with <c>Canon.InvalidCbor</c>.
/// </summary>
public sealed class CborReader
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _data;
    private readonly CborLimits _limits;
    private readonly string? _file;
    private readonly List<CborViolation> _violations = [];
    private int _position;

    private CborReader(ReadOnlyMemory<byte> data, CborLimits limits, string? file)
    {
        _data = data;
        _limits = limits with { MaxDepth = Math.Min(limits.MaxDepth, CborLimits.DepthCeiling) };
        _file = file;
    }

    /// <summary>Reads the one data item that <paramref name="data"/> holds.</summary>
    /// <param name="data">The whole input.</param>
    /// <param name="violations">Every breach of canonical form, by offset; empty if the input is canonical.</param>
    /// <param name="limits">Bounds; <see cref="CborLimits.Default"/> if null.</param>
    /// <param name="file">The name of the input in errors.</param>
    /// <exception cref="ComposeException"><c>Canon.InvalidCbor</c>, <c>Canon.LimitExceeded</c>.</exception>
    public static CborNode Read(ReadOnlyMemory<byte> data, out IReadOnlyList<CborViolation> violations, CborLimits? limits = null, string? file = null)
    {
        limits ??= CborLimits.Default;
        if (data.Length > limits.MaxBytes)
        {
            throw new ComposeException(ErrorCodes.Canon.LimitExceeded, $"the input has {data.Length} bytes; at most {limits.MaxBytes} are read", ErrorLocation.AtOffset(limits.MaxBytes, file));
        }

        var reader = new CborReader(data, limits, file);
        var node = reader.ReadItem(0);
        if (reader._position < data.Length)
        {
            reader.Note(CborRule.NoTrailingBytes, reader._position, $"{data.Length - reader._position} bytes follow the data item");
        }

        reader._violations.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        violations = reader._violations;
        return node;
    }

    /// <summary>Reads input that must be canonical.</summary>
    /// <exception cref="ComposeException">Also <paramref name="notCanonical"/>, one error for each breach.</exception>
    public static CborNode ReadCanonical(ReadOnlyMemory<byte> data, ErrorCode notCanonical, CborLimits? limits = null, string? file = null)
    {
        var node = Read(data, out var violations, limits, file);
        if (violations.Count > 0)
        {
            throw new ComposeException(violations.Select(v => v.ToError(notCanonical, file)).ToList());
        }

        return node;
    }

    private CborNode ReadItem(int depth)
    {
        int start = _position;
        if (depth > _limits.MaxDepth)
        {
            throw new ComposeException(ErrorCodes.Canon.LimitExceeded, $"items are nested deeper than {_limits.MaxDepth} levels", ErrorLocation.AtOffset(start, _file));
        }

        byte initial = TakeByte("a data item");
        int major = initial >> 5;
        int info = initial & 0x1f;
        int width = info switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, 31 => -1, _ => -2 };
        if (width == -2)
        {
            throw Malformed(start, $"0x{initial:x2} is a reserved initial byte");
        }

        bool indefinite = width == -1;
        if (indefinite && (major is 0 or 1 or 6 || (major == 7)))
        {
            throw Malformed(start, major == 7 ? "a break stands where a data item is expected" : $"0x{initial:x2}: this type cannot have indefinite length");
        }

        ulong argument = indefinite ? 0 : width == 0 ? (ulong)info : TakeArgument(width);
        if (indefinite)
        {
            Note(CborRule.DefiniteLength, start, "an item of indefinite length");
        }
        else if (major != 7 && !IsShortest(argument, width))
        {
            Note(CborRule.ShortestHead, start, $"the number {argument} is written in {width} bytes and fits in fewer");
        }

        int argumentWidth = Math.Max(width, 0);
        var node = major switch
        {
            0 => new CborNode { Kind = CborKind.Unsigned, Offset = start, Argument = argument, ArgumentWidth = argumentWidth },
            1 => new CborNode { Kind = CborKind.Negative, Offset = start, Argument = argument, ArgumentWidth = argumentWidth },
            2 or 3 => indefinite ? ReadChunks(start, major) : ReadString(start, major, argument, argumentWidth),
            4 => ReadArray(start, argument, argumentWidth, indefinite, depth),
            5 => ReadMap(start, argument, argumentWidth, indefinite, depth),
            6 => ReadTag(start, argument, argumentWidth, depth),
            _ => ReadSimple(start, argument, argumentWidth),
        };
        node.End = _position;
        return node;
    }

    private CborNode ReadString(int start, int major, ulong length, int width)
    {
        var bytes = TakeBytes(length, start);
        if (major == 2)
        {
            return new CborNode { Kind = CborKind.Bytes, Offset = start, Argument = length, ArgumentWidth = width, Bytes = bytes };
        }

        string text;
        try
        {
            text = s_utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed(start, "the text string is not UTF-8");
        }

        if (!Nfc.IsNormalized(text))
        {
            Note(CborRule.NormalizedText, start, "the text is not in Unicode normalization form C");
        }

        return new CborNode { Kind = CborKind.Text, Offset = start, Argument = length, ArgumentWidth = width, Text = text };
    }

    // §3.2.3: chunks are definite strings of the same major type.
    private CborNode ReadChunks(int start, int major)
    {
        var chunks = new List<CborNode>();
        while (!TakeBreak())
        {
            int at = _position;
            byte initial = TakeByte("a chunk");
            int info = initial & 0x1f;
            int width = info switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => -1 };
            if (initial >> 5 != major || width < 0)
            {
                throw Malformed(at, "a chunk of a string of indefinite length must be a definite string of the same type");
            }

            ulong length = width == 0 ? (ulong)info : TakeArgument(width);
            var chunk = ReadString(at, major, length, width);
            chunk.End = _position;
            chunks.Add(chunk);
        }

        if (major == 3)
        {
            return new CborNode { Kind = CborKind.Text, Offset = start, IsIndefinite = true, Items = chunks, Text = string.Concat(chunks.Select(c => c.Text)) };
        }

        var joined = new byte[chunks.Sum(c => c.Bytes.Length)];
        int position = 0;
        foreach (var chunk in chunks)
        {
            chunk.Bytes.Span.CopyTo(joined.AsSpan(position));
            position += chunk.Bytes.Length;
        }

        return new CborNode { Kind = CborKind.Bytes, Offset = start, IsIndefinite = true, Items = chunks, Bytes = joined };
    }

    private CborNode ReadArray(int start, ulong count, int width, bool indefinite, int depth)
    {
        CheckCount(start, count, 1);
        var items = new List<CborNode>(indefinite ? 0 : (int)Math.Min(count, 1024));
        for (ulong i = 0; indefinite ? !TakeBreak() : i < count; i++)
        {
            items.Add(ReadItem(depth + 1));
        }

        return new CborNode { Kind = CborKind.Array, Offset = start, Argument = count, ArgumentWidth = width, IsIndefinite = indefinite, Items = items };
    }

    private CborNode ReadMap(int start, ulong count, int width, bool indefinite, int depth)
    {
        CheckCount(start, count, 2);
        var items = new List<CborNode>(indefinite ? 0 : (int)Math.Min(count * 2, 1024));
        bool sorted = true;
        for (ulong i = 0; indefinite ? !TakeBreak() : i < count; i++)
        {
            var key = ReadItem(depth + 1);
            if (items.Count > 0)
            {
                var previous = items[^2];
                int order = Slice(previous).SequenceCompareTo(Slice(key));
                if (order == 0)
                {
                    Note(CborRule.UniqueKeys, key.Offset, $"the key {CborDiagnostic.Print(key)} stands twice in one map");
                }
                else if (order > 0)
                {
                    sorted = false;
                    Note(CborRule.SortedKeys, key.Offset, $"the key {CborDiagnostic.Print(key)} must stand before {CborDiagnostic.Print(previous)}");
                }
            }

            items.Add(key);
            items.Add(ReadItem(depth + 1));
        }

        if (!sorted)
        {
            NoteDistantDuplicates(items);
        }

        return new CborNode { Kind = CborKind.Map, Offset = start, Argument = count, ArgumentWidth = width, IsIndefinite = indefinite, Items = items };
    }

    // Neighbours are compared on the way; equal keys apart from each other exist only in unsorted maps.
    private void NoteDistantDuplicates(List<CborNode> items)
    {
        var keys = new List<CborNode>(items.Count / 2);
        for (int i = 0; i < items.Count; i += 2)
        {
            keys.Add(items[i]);
        }

        var positions = Enumerable.Range(0, keys.Count).ToDictionary(i => keys[i].Offset, i => i);
        keys.Sort((a, b) => Slice(a).SequenceCompareTo(Slice(b)) is var order && order != 0 ? order : a.Offset.CompareTo(b.Offset));
        for (int i = 1; i < keys.Count; i++)
        {
            if (Slice(keys[i - 1]).SequenceEqual(Slice(keys[i])) && positions[keys[i].Offset] != positions[keys[i - 1].Offset] + 1)
            {
                Note(CborRule.UniqueKeys, keys[i].Offset, $"the key {CborDiagnostic.Print(keys[i])} stands twice in one map");
            }
        }
    }

    private CborNode ReadTag(int start, ulong tag, int width, int depth)
    {
        var content = ReadItem(depth + 1);
        if (tag is 2 or 3 && content is { Kind: CborKind.Bytes } && (content.Bytes.Length <= 8 || content.Bytes.Span[0] == 0))
        {
            Note(CborRule.PreferredBignum, start, "the bignum fits in an integer or has leading zeros");
        }

        return new CborNode { Kind = CborKind.Tag, Offset = start, Argument = tag, ArgumentWidth = width, Items = [content] };
    }

    private CborNode ReadSimple(int start, ulong argument, int width)
    {
        if (width <= 1)
        {
            if (width == 1 && argument < 32)
            {
                throw Malformed(start, $"simple value {argument} may not be written in two bytes");
            }

            return new CborNode { Kind = CborKind.Simple, Offset = start, Argument = argument, ArgumentWidth = width };
        }

        var node = new CborNode { Kind = CborKind.Float, Offset = start, Argument = argument, ArgumentWidth = width };
        var (shortest, _) = CborWriter.ShortestFloat(node.Float);
        if (shortest < width || (double.IsNaN(node.Float) && argument != 0x7e00))
        {
            Note(CborRule.ShortestFloat, start, double.IsNaN(node.Float) ? "a NaN other than f97e00" : $"a float of {width} bytes fits in {shortest}");
        }

        return node;
    }

    private static bool IsShortest(ulong argument, int width) => width switch
    {
        0 => true,
        1 => argument >= 24,
        2 => argument > byte.MaxValue,
        4 => argument > ushort.MaxValue,
        _ => argument > uint.MaxValue,
    };

    // A head may claim any number of items; each takes at least a byte, so a lie is known before memory is spent.
    private void CheckCount(int start, ulong count, ulong bytesEach)
    {
        if (count > (ulong)(_data.Length - _position) / bytesEach)
        {
            throw Malformed(start, $"{count} items are announced and only {_data.Length - _position} bytes are left");
        }
    }

    private ReadOnlySpan<byte> Slice(CborNode node) => _data.Span[(int)node.Offset..(int)node.End];

    private bool TakeBreak()
    {
        if (_position < _data.Length && _data.Span[_position] == 0xff)
        {
            _position++;
            return true;
        }

        return false;
    }

    private byte TakeByte(string what)
    {
        if (_position >= _data.Length)
        {
            throw Malformed(_position, $"the input ends where {what} is expected");
        }

        return _data.Span[_position++];
    }

    private ulong TakeArgument(int width)
    {
        if (_data.Length - _position < width)
        {
            throw Malformed(_position, "the input ends within the head of an item");
        }

        var span = _data.Span[_position..];
        _position += width;
        return width switch
        {
            1 => span[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(span),
            4 => BinaryPrimitives.ReadUInt32BigEndian(span),
            _ => BinaryPrimitives.ReadUInt64BigEndian(span),
        };
    }

    private ReadOnlyMemory<byte> TakeBytes(ulong length, int start)
    {
        if (length > (ulong)(_data.Length - _position))
        {
            throw Malformed(start, $"a string of {length} bytes is announced and only {_data.Length - _position} bytes are left");
        }

        var bytes = _data.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    private void Note(CborRule rule, long offset, string message)
    {
        // A hostile input could break a rule in every byte; the first hundred tell enough.
        if (_violations.Count < 100)
        {
            _violations.Add(new CborViolation(rule, offset, message));
        }
    }

    private ComposeException Malformed(long offset, string message) =>
        new(ErrorCodes.Canon.InvalidCbor, message, ErrorLocation.AtOffset(offset, _file));
}
