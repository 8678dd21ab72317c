using System.Buffers.Binary;

namespace Compose.Canonical;

/// <summary>
/// One data item as it was read, with the offset it was read at. The tree keeps what canonical form forbids
/// (indefinite lengths, long heads, wide floats), so that a check can name it and diagnostic notation can show it.
/// </summary>
public sealed class CborNode
{
    private static readonly IReadOnlyList<CborNode> s_none = [];

    public required CborKind Kind { get; init; }

    /// <summary>Offset of the first byte from the start of the input; −1 for a node that was made in memory.</summary>
    public long Offset { get; init; } = -1;

    /// <summary>Offset past the last byte, or −1.</summary>
    public long End { get; internal set; } = -1;

    /// <summary>
    /// The argument of the head: the value of an unsigned integer, n of a negative integer −1 − n, the number of a tag
    /// or a simple value, the bits of a float in the width it was written in.
    /// </summary>
    public ulong Argument { get; init; }

    /// <summary>Bytes of the argument after the initial byte as it was written: 0, 1, 2, 4 or 8.</summary>
    public int ArgumentWidth { get; init; }

    /// <summary>True if the item has indefinite length.</summary>
    public bool IsIndefinite { get; init; }

    /// <summary>The content of a byte string (chunks joined).</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The content of a text string (chunks joined).</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>
    /// Elements of an array; keys and values of a map in turn, in the order of the input; the content of a tag;
    /// chunks of a string of indefinite length.
    /// </summary>
    public IReadOnlyList<CborNode> Items { get; init; } = s_none;

    /// <summary>Number of pairs of a map.</summary>
    public int PairCount => Items.Count / 2;

    public bool IsNull => Kind == CborKind.Simple && Argument == 22;

    public bool IsBoolean => Kind == CborKind.Simple && Argument is 20 or 21;

    /// <summary>The value of a float, widened without loss.</summary>
    public double Float => ArgumentWidth switch
    {
        2 => (double)BitConverter.UInt16BitsToHalf((ushort)Argument),
        4 => BitConverter.UInt32BitsToSingle((uint)Argument),
        _ => BitConverter.UInt64BitsToDouble(Argument),
    };

    public static CborNode Of(ulong value) => new() { Kind = CborKind.Unsigned, Argument = value };

    public static CborNode Of(long value) => value >= 0 ? Of((ulong)value) : new() { Kind = CborKind.Negative, Argument = (ulong)~value };

    public static CborNode Of(string text) => new() { Kind = CborKind.Text, Text = text };

    public static CborNode Of(ReadOnlyMemory<byte> bytes) => new() { Kind = CborKind.Bytes, Bytes = bytes };

    public static CborNode Of(Digest digest) => Of(digest.ToArray().AsMemory());

    public static CborNode Of(bool value) => new() { Kind = CborKind.Simple, Argument = value ? 21ul : 20ul };

    /// <summary>A float; canonical encoding picks the shortest width that keeps the value.</summary>
    public static CborNode Of(double value) =>
        new() { Kind = CborKind.Float, Argument = BitConverter.DoubleToUInt64Bits(value), ArgumentWidth = 8 };

    public static CborNode Null { get; } = new() { Kind = CborKind.Simple, Argument = 22 };

    public static CborNode ArrayOf(IReadOnlyList<CborNode> items) => new() { Kind = CborKind.Array, Items = items };

    /// <summary>A map from keys and values in turn, in any order: canonical encoding sorts.</summary>
    public static CborNode MapOf(IReadOnlyList<CborNode> keysAndValues) => new() { Kind = CborKind.Map, Items = keysAndValues };

    public static CborNode TagOf(ulong tag, CborNode content) => new() { Kind = CborKind.Tag, Argument = tag, Items = [content] };
}
