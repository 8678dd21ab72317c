namespace Compose.Capabilities.Files;

/// <summary>An opening of a file of a <see cref="MemoryTree"/>.</summary>
internal sealed class MemoryFile : IFile
{
    private readonly MemoryTree _tree;
    private readonly MemoryNode _node;
    private bool _isClosed;

    public MemoryFile(MemoryTree tree, MemoryNode node)
    {
        _tree = tree;
        _node = node;
        node.Openings++;
    }

    public NodeType Type => NodeType.RegularFile;

    public FileError Read(Span<byte> buffer, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        if (offset < (ulong)_node.Length)
        {
            count = Math.Min(buffer.Length, _node.Length - (int)offset);
            _node.Bytes.AsSpan((int)offset, count).CopyTo(buffer);
        }

        return FileError.None;
    }

    public FileError Write(ReadOnlySpan<byte> bytes, ulong offset, out int count)
    {
        count = 0;
        if (offset > long.MaxValue)
        {
            return FileError.Invalid;
        }

        ulong end = offset + (ulong)bytes.Length;
        FileError error = bytes.IsEmpty || end <= (ulong)_node.Length ? FileError.None : _tree.Resize(_node, end);
        if (error == FileError.None && !bytes.IsEmpty)
        {
            bytes.CopyTo(_node.Bytes.AsSpan((int)offset));
            count = bytes.Length;
            Touch();
        }

        return error;
    }

    public FileError Append(ReadOnlySpan<byte> bytes, out int count) => Write(bytes, (ulong)_node.Length, out count);

    public FileError SetSize(ulong size)
    {
        FileError error = _tree.Resize(_node, size);
        Touch();
        return error;
    }

    public FileError Advise(ulong offset, ulong length, Advice advice) =>
        offset > long.MaxValue || length > long.MaxValue ? FileError.Invalid : FileError.None;

    public FileError Stat(out NodeStat stat)
    {
        stat = _node.Stat();
        return FileError.None;
    }

    public FileError SetTimes(NewTime accessed, NewTime modified) => _tree.SetTimes(_node, accessed, modified);

    public FileError Sync(bool dataOnly) => FileError.None;

    public bool IsReady(bool forWrite) => true;

    public ValueTask WaitAsync(bool forWrite, CancellationToken cancellation) => ValueTask.CompletedTask;

    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _node.Openings--;
            _tree.Forget(_node);
        }
    }

    private void Touch() => _node.Modified = _node.Changed = _tree.Now();
}
