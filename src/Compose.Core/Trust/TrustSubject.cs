namespace Compose;

/// <summary>Bytes that are about to be used.</summary>
/// <param name="Digest">Their SHA-256, computed from the bytes themselves this time.</param>
/// <param name="Name">The component's id in the plan, or the file's name.</param>
/// <param name="Origin">Where they come from.</param>
public sealed record TrustSubject(Digest Digest, string Name, TrustOrigin Origin)
{
    /// <summary>The address or path they were found at; null if only the digest is known.</summary>
    public string? Source { get; init; }

    /// <summary>The file itself, if it is one of this machine: signatures may lie beside it.</summary>
    public string? File { get; init; }

    /// <summary>The folder with the vendored bytes and signatures of the plan that names it; null for none.</summary>
    public string? Vendored { get; init; }

    /// <summary>The bytes, for signatures that are over them; empty where only the digest is at hand.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
