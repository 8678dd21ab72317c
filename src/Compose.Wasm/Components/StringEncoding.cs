namespace Compose.Wasm.Components;

/// <summary>How strings lie in memory; the values are those of <c>canonopt</c>.</summary>
public enum StringEncoding : byte
{
    Utf8 = 0x00,
    Utf16 = 0x01,

    /// <summary>Latin-1 if every character fits, else UTF-16; the top bit of the length tells.</summary>
    Latin1OrUtf16 = 0x02,
}
