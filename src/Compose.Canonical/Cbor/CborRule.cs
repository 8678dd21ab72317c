namespace Compose.Canonical;

/// <summary>The rules of the profile <c>cborcanon:1</c> (RFC 8949 §4.2.1 and NFC text) that an item can break.</summary>
public enum CborRule
{
    /// <summary>Heads carry their argument in the fewest bytes.</summary>
    ShortestHead,

    /// <summary>No indefinite lengths.</summary>
    DefiniteLength,

    /// <summary>Keys of a map ascend in the bytewise order of their encodings.</summary>
    SortedKeys,

    /// <summary>No key stands twice in one map.</summary>
    UniqueKeys,

    /// <summary>Text is in Unicode normalization form C.</summary>
    NormalizedText,

    /// <summary>Floats have the shortest width that keeps the value; the only NaN is <c>f97e00</c>.</summary>
    ShortestFloat,

    /// <summary>Integers of up to 64 bits are not written as bignums; bignums have no leading zeros (§3.4.3).</summary>
    PreferredBignum,

    /// <summary>Nothing follows the data item.</summary>
    NoTrailingBytes,
}
