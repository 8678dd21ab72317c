namespace Compose.Plans;

/// <summary>What an address stood for when it was locked.</summary>
/// <param name="Digest">SHA-256 of the component.</param>
/// <param name="Size">Its bytes.</param>
public sealed record LockedSource(Digest Digest, long Size)
{
    /// <summary>The manifest in the registry, by which it is found after its tag has moved; null for other kinds.</summary>
    public Digest? Manifest { get; init; }

    /// <summary>The commit that the tag named, in hexadecimal; null for other kinds.</summary>
    public string? Commit { get; init; }
}
