using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files;

/// <summary>
/// A tree in memory with the semantics of a folder of a Unix host, for tests and for runs that must leave no trace. Made
/// with a clock, so that its timestamps are as deterministic as the clock is. Not for several threads.
/// </summary>
public sealed class MemoryTree
{
    /// <summary>The number of this tree, as device numbers tell file systems apart.</summary>
    private static ulong s_trees;

    private readonly ulong _device = Interlocked.Increment(ref s_trees);
    private readonly IWallClock _clock;
    private ulong _numbers;

    /// <param name="clock">Stamps changes.</param>
    /// <param name="quota">The most bytes of all files together.</param>
    public MemoryTree(IWallClock clock, ulong quota = ulong.MaxValue)
    {
        _clock = clock;
        Quota = quota;
        Root = NewNode(NodeType.Directory);
    }

    /// <summary>The most bytes of all files together; beyond it a write fails with <see cref="FileError.Quota"/>.</summary>
    public ulong Quota { get; }

    /// <summary>Bytes of all files that have a name or are open.</summary>
    public ulong Used { get; internal set; }

    internal MemoryNode Root { get; }

    /// <summary>Opens the root directory.</summary>
    public IDirectory Open() => new MemoryDirectory(this, Root);

    internal MemoryNode NewNode(NodeType type, string target = "") => new(type, _device, ++_numbers, _clock.Now()) { Target = target };

    internal Timestamp Now() => _clock.Now();

    internal FileError SetTimes(MemoryNode node, NewTime accessed, NewTime modified)
    {
        if (IsBad(accessed) || IsBad(modified))
        {
            return FileError.Invalid;
        }

        node.Accessed = Pick(accessed, node.Accessed);
        node.Modified = Pick(modified, node.Modified);
        node.Changed = Now();
        return FileError.None;
    }

    /// <summary>Takes room for a file that grows, or gives it back.</summary>
    internal FileError Resize(MemoryNode node, ulong length)
    {
        if (length > int.MaxValue / 2)
        {
            return FileError.FileTooLarge;
        }

        ulong others = Used - (ulong)node.Length;
        if (length > Quota - Math.Min(Quota, others))
        {
            return FileError.Quota;
        }

        if ((int)length > node.Bytes.Length)
        {
            Array.Resize(ref node.Bytes, (int)Math.Max(length, (ulong)node.Bytes.Length * 2));
        }
        else if ((int)length < node.Length)
        {
            node.Bytes.AsSpan((int)length, node.Length - (int)length).Clear();
        }

        node.Length = (int)length;
        Used = others + length;
        return FileError.None;
    }

    /// <summary>A name or an opening less; a file without either is gone.</summary>
    internal void Forget(MemoryNode node)
    {
        if (node is { Links: 0, Openings: 0, Type: NodeType.RegularFile })
        {
            Used -= (ulong)node.Length;
            node.Length = 0;
            node.Bytes = [];
        }
    }

    private static bool IsBad(NewTime time) =>
        time.What == NewTime.Kind.Instant && time.Instant.Nanoseconds >= Timestamp.NanosecondsPerSecond;

    private Timestamp Pick(NewTime wanted, Timestamp old) => wanted.What switch
    {
        NewTime.Kind.NoChange => old,
        NewTime.Kind.Now => Now(),
        _ => wanted.Instant,
    };
}
