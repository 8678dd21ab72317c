namespace Compose.Trust.Sigstore;

/// <summary>An entry of a transparency log as a bundle carries it.</summary>
public sealed record LogEntry
{
    /// <summary>The index in the log as a whole, over all its shards.</summary>
    public required long LogIndex { get; init; }

    public required ReadOnlyMemory<byte> LogId { get; init; }

    public required string Kind { get; init; }

    public required string Version { get; init; }

    /// <summary>Seconds of Unix time at which the log took the entry in; 0 where the log does not say.</summary>
    public long IntegratedTime { get; init; }

    /// <summary>The log's signature over body, time and index (Rekor v1); null if there is none.</summary>
    public byte[]? SignedEntryTimestamp { get; init; }

    public InclusionProof? Proof { get; init; }

    /// <summary>What was logged, in canonical JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
