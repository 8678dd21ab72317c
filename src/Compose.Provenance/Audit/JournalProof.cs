using Compose.Signing;

namespace Compose.Provenance;

/// <summary>That a line is in a segment of a journal with a Merkle root.</summary>
/// <param name="Segment">The segment's file.</param>
/// <param name="Index">The line, from 0.</param>
/// <param name="Size">How many lines the segment had.</param>
/// <param name="Root">The Merkle root of all lines (RFC 6962).</param>
/// <param name="Path">The hashes of the siblings on the way to the root.</param>
/// <param name="Line">The record's line.</param>
public sealed record JournalProof(string Segment, int Index, int Size, Digest Root, IReadOnlyList<byte[]> Path, byte[] Line)
{
    /// <summary>True if the path leads from the line to the root.</summary>
    public bool Holds() => MerkleTree.RootOf(Line, Index, Size, Path) is { } root && root.AsSpan().SequenceEqual(Root.ToArray());
}
