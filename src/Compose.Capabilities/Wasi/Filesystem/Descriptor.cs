using Compose.Capabilities.Files;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>
/// The resource <c>wasi:filesystem/types#descriptor</c>: an open node of a tree, what it was opened for, whether its grant
/// lets anything be changed, and the instance that was granted it. Streams opened from it keep the node open after the
/// descriptor has gone.
/// </summary>
internal sealed class Descriptor : HostResource
{
    /// <summary>Bits of <c>descriptor-flags</c>.</summary>
    public const ulong ReadFlag = 1, WriteFlag = 2, FileIntegritySync = 4, DataIntegritySync = 8, RequestedWriteSync = 16, MutateDirectory = 32;

    private readonly IFileNode _node;
    private int _users = 1;

    /// <summary>Takes the node over. The caller has counted it among its owner's open files.</summary>
    public Descriptor(NodeSession owner, IFileNode node, ulong flags, bool isReadOnly, FileQuota? quota = null)
        : base(owner)
    {
        _node = node;
        Quota = quota;
        quota?.Opened(node);
        Flags = flags;
        IsReadOnly = isReadOnly;
    }

    public IFileNode Node => _node;

    /// <summary>The node as a directory, or null.</summary>
    public IDirectory? Directory => _node as IDirectory;

    /// <summary>The node as a file, or null.</summary>
    public IFile? File => _node as IFile;

    /// <summary><c>descriptor-flags</c>.</summary>
    public ulong Flags { get; }

    /// <summary>Whether the grant refuses every change.</summary>
    public bool IsReadOnly { get; }

    /// <summary>How far the tree may grow; null without bound.</summary>
    public FileQuota? Quota { get; }

    public bool CanRead => (Flags & ReadFlag) != 0;

    public bool CanWrite => (Flags & WriteFlag) != 0;

    /// <summary>Writes at an offset, or at the end where there is none, within the quota; may write less than all.</summary>
    public FileError Write(ReadOnlySpan<byte> bytes, ulong? offset, out int count)
    {
        count = 0;
        IFile file = File!;
        if (Quota is not { } quota || file.Type != NodeType.RegularFile)
        {
            return offset is { } at ? file.Write(bytes, at, out count) : file.Append(bytes, out count);
        }

        FileError error = file.Stat(out NodeStat stat);
        if (error != FileError.None)
        {
            return error;
        }

        ulong start = offset ?? stat.Size;
        ulong end = start > ulong.MaxValue - (ulong)bytes.Length ? ulong.MaxValue : start + (ulong)bytes.Length;
        ulong growth = end > stat.Size ? end - stat.Size : 0;
        if (!quota.TryGrow(growth))
        {
            return FileError.Quota;
        }

        error = offset is { } place ? file.Write(bytes, place, out count) : file.Append(bytes, out count);
        ulong reached = start + (ulong)count;
        quota.Shrink(growth - (count > 0 && reached > stat.Size ? reached - stat.Size : 0));
        return error;
    }

    /// <summary>Sets the size within the quota.</summary>
    public FileError SetSize(ulong size)
    {
        IFile file = File!;
        if (Quota is not { } quota)
        {
            return file.SetSize(size);
        }

        FileError error = file.Stat(out NodeStat stat);
        if (error != FileError.None)
        {
            return error;
        }

        if (size > stat.Size && !quota.TryGrow(size - stat.Size))
        {
            return FileError.Quota;
        }

        error = file.SetSize(size);
        quota.Shrink(error == FileError.None ? stat.Size - Math.Min(size, stat.Size) : size - Math.Min(size, stat.Size));
        return error;
    }

    /// <summary>Keeps the node open for one more user.</summary>
    public void Retain() => _users++;

    /// <summary>One user less; the last one closes the node.</summary>
    public void Leave()
    {
        if (--_users == 0)
        {
            Quota?.Closing(_node);
            _node.Dispose();
            Owner.UncountFile();
        }
    }

    protected override void OnRelease() => Leave();
}
