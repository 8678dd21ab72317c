using System.Numerics;
using System.Security.Cryptography;

namespace Compose.Signing;

/// <summary>Merkle trees as RFC 6962 §2.1 builds them: leaves are hashed after a byte 0, nodes after a byte 1.</summary>
public static class MerkleTree
{
    private const int HashSize = 32;

    /// <summary>The hash of a leaf.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    /// <summary>The root of all entries; of none, SHA-256 of nothing.</summary>
    public static Digest Root(IReadOnlyList<byte[]> entries)
    {
        byte[][] leaves = [.. entries.Select(entry => LeafHash(entry))];
        return new Digest(leaves.Length == 0 ? SHA256.HashData([]) : Subtree(leaves));
    }

    /// <summary>The siblings on the way from a leaf to the root (§2.1.1).</summary>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> entries, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, entries.Count);
        byte[][] leaves = [.. entries.Select(entry => LeafHash(entry))];
        var path = new List<byte[]>();
        Collect(leaves, index, path);
        return path;
    }

    /// <summary>The root that a path leads to from an entry; null if the path cannot be one of a tree of this size.</summary>
    public static byte[]? RootOf(ReadOnlySpan<byte> entry, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size)
        {
            return null;
        }

        // The path has one hash for each level at which the leaf's subtree has a sibling: those within the largest
        // complete subtrees, then one for each bit that is set above.
        ulong position = (ulong)index, last = (ulong)size - 1;
        int inner = 64 - BitOperations.LeadingZeroCount(position ^ last);
        int border = BitOperations.PopCount(position >> inner);
        if (path.Count != inner + border)
        {
            return null;
        }

        byte[] hash = LeafHash(entry);
        for (int i = 0; i < path.Count; i++)
        {
            if (path[i].Length != HashSize)
            {
                return null;
            }

            bool isRight = i >= inner || ((position >> i) & 1) == 1;
            hash = isRight ? Node(path[i], hash) : Node(hash, path[i]);
        }

        return hash;
    }

    private static byte[] Subtree(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int split = Split(leaves.Length);
        return Node(Subtree(leaves[..split]), Subtree(leaves[split..]));
    }

    private static void Collect(ReadOnlySpan<byte[]> leaves, int index, List<byte[]> path)
    {
        if (leaves.Length == 1)
        {
            return;
        }

        int split = Split(leaves.Length);
        if (index < split)
        {
            Collect(leaves[..split], index, path);
            path.Add(Subtree(leaves[split..]));
        }
        else
        {
            Collect(leaves[split..], index - split, path);
            path.Add(Subtree(leaves[..split]));
        }
    }

    /// <summary>The largest power of two below the number.</summary>
    private static int Split(int count) => 1 << (31 - BitOperations.LeadingZeroCount((uint)count - 1));

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
