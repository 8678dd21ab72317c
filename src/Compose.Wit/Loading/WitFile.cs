namespace Compose.Wit.Loading;

/// <summary>One file as it was found.</summary>
/// <param name="Name">By which errors call it; the order of names is the order of files.</param>
public sealed record WitFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether this is a component or package in binary form.</summary>
    public bool IsBinary => Bytes.Span.StartsWith("\0asm"u8);
}
