using Compose.Signing;

namespace Compose.Trust.Sigstore;

/// <summary>That an entry is in a log: RFC 6962 §2.1.1, with the signed checkpoint that vouches for the root.</summary>
public sealed record InclusionProof(long LogIndex, long TreeSize, ReadOnlyMemory<byte> RootHash, IReadOnlyList<byte[]> Hashes, string Checkpoint)
{
    /// <summary>The root that the path leads to from the entry; null if the path cannot be one of this tree.</summary>
    public byte[]? RootOf(ReadOnlySpan<byte> entry) => MerkleTree.RootOf(entry, LogIndex, TreeSize, Hashes);
}
