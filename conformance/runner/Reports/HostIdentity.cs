namespace Compose.Conformance;

/// <summary>Who was judged: what the host says of itself, and what its program is.</summary>
public sealed record HostIdentity
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The version, as the host tells it.</summary>
    public required string Version { get; init; }

    /// <summary>Its fingerprint, if it tells one.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>SHA-256 of the program that was run: it does not depend on what the host says.</summary>
    public required Digest ProgramDigest { get; init; }

    public required IReadOnlyList<string> Claims { get; init; }

    public IReadOnlyList<string> Features { get; init; } = [];
}
