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
    public Descriptor(NodeSession owner, IFileNode node, ulong flags, bool isReadOnly)
        : base(owner)
    {
        _node = node;
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

    public bool CanRead => (Flags & ReadFlag) != 0;

    public bool CanWrite => (Flags & WriteFlag) != 0;

    /// <summary>Keeps the node open for one more user.</summary>
    public void Retain() => _users++;

    /// <summary>One user less; the last one closes the node.</summary>
    public void Leave()
    {
        if (--_users == 0)
        {
            _node.Dispose();
            Owner.UncountFile();
        }
    }

    protected override void OnRelease() => Leave();
}
