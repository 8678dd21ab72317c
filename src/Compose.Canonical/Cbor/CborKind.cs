namespace Compose.Canonical;

/// <summary>The major types of RFC 8949 §3.1, floats apart from simple values.</summary>
public enum CborKind
{
    Unsigned = 0,
    Negative = 1,
    Bytes = 2,
    Text = 3,
    Array = 4,
    Map = 5,
    Tag = 6,
    Simple = 7,
    Float = 8,
}
