using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files;

/// <summary>One node of a <see cref="MemoryTree"/>: a directory, a file, or a symbolic link.</summary>
internal sealed class MemoryNode(NodeType type, ulong device, ulong number, Timestamp now)
{
    /// <summary>The bytes of a file, with room to grow behind <see cref="Length"/> (zeroes).</summary>
    public byte[] Bytes = [];

    public NodeType Type { get; } = type;

    /// <summary>The length of a file.</summary>
    public int Length { get; set; }

    /// <summary>The text of a symbolic link.</summary>
    public string Target { get; init; } = string.Empty;

    /// <summary>The entries of a directory.</summary>
    public SortedDictionary<string, MemoryNode> Entries { get; } = new(Utf8Order.Instance);

    /// <summary>Names.</summary>
    public int Links { get; set; }

    /// <summary>Openings.</summary>
    public int Openings { get; set; }

    public Timestamp Accessed { get; set; } = now;

    public Timestamp Modified { get; set; } = now;

    public Timestamp Changed { get; set; } = now;

    public NodeStat Stat() => new(
        Type,
        (ulong)Math.Max(1, Links),
        Type == NodeType.SymbolicLink ? (ulong)System.Text.Encoding.UTF8.GetByteCount(Target) : (ulong)Length,
        Accessed,
        Modified,
        Changed,
        device,
        number);
}
