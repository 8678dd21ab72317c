using System.Numerics;
using System.Security.Cryptography;

namespace Compose.Trust.Sigstore;

/// <summary>That an entry is in a log: RFC 6962 §2.1.1, with the signed checkpoint that vouches for the root.</summary>
public sealed record InclusionProof(long LogIndex, long TreeSize, ReadOnlyMemory<byte> RootHash, IReadOnlyList<byte[]> Hashes, string Checkpoint)
{
    private const int HashSize = 32, MaxHashes = 64;

    /// <summary>The hash of a leaf: SHA-256 of 0x00 and the entry.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    /// <summary>The root that the path leads to from the leaf; null if the path cannot be one of this tree.</summary>
    public byte[]? RootOf(ReadOnlySpan<byte> entry)
    {
        if (LogIndex < 0 || LogIndex >= TreeSize || Hashes.Count > MaxHashes)
        {
            return null;
        }

        // The path has one hash for each level at which the leaf's subtree has a sibling: those within the largest
        // complete subtrees, then one for each bit that is set above.
        ulong index = (ulong)LogIndex, last = (ulong)TreeSize - 1;
        int inner = 64 - BitOperations.LeadingZeroCount(index ^ last);
        int border = BitOperations.PopCount(index >> inner);
        if (Hashes.Count != inner + border)
        {
            return null;
        }

        byte[] hash = LeafHash(entry);
        for (int i = 0; i < Hashes.Count; i++)
        {
            if (Hashes[i].Length != HashSize)
            {
                return null;
            }

            bool isRight = i >= inner || ((index >> i) & 1) == 1;
            hash = isRight ? Node(Hashes[i], hash) : Node(hash, Hashes[i]);
        }

        return hash;
    }

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
