namespace Compose.Capabilities.Files;

/// <summary>An opening of a directory of a <see cref="MemoryTree"/>; paths are looked up part by part and never leave it.</summary>
internal sealed partial class MemoryDirectory(MemoryTree tree, MemoryNode node) : IDirectory
{
    public NodeType Type => NodeType.Directory;

    public FileError Open(string path, OpenRequest request, out IFileNode? opened)
    {
        opened = null;
        bool slash = path.EndsWith('/');
        FileError error = Find(
            path, request.Follow && !(request.Create && request.Exclusive), out Place place, isName: request.Create && slash);
        if (error != FileError.None)
        {
            return error;
        }

        if (request.Create && (slash || place.Parent is null))
        {
            // Only a directory can stand there, and a file is asked for.
            return place.Parent is null && request.Exclusive ? FileError.Exist : FileError.IsDirectory;
        }

        MemoryNode? found = place.Node;
        if (found is null)
        {
            if (!request.Create)
            {
                return FileError.NoEntry;
            }

            found = tree.NewNode(NodeType.RegularFile);
            Enter(place, found);
        }
        else if (request.Create && request.Exclusive)
        {
            return FileError.Exist;
        }

        switch (found.Type)
        {
            case NodeType.SymbolicLink:
                // Either it is not to be followed, or it leads to nothing.
                return request.Directory ? FileError.NotDirectory : FileError.Loop;
            case NodeType.Directory when request.Write || request.Create || request.Truncate:
                return FileError.IsDirectory;
            case NodeType.Directory:
                opened = new MemoryDirectory(tree, found);
                return FileError.None;
            default:
                if (request.Directory || place.IsDirectory)
                {
                    return FileError.NotDirectory;
                }

                opened = new MemoryFile(tree, found);
                return request.Truncate ? ((MemoryFile)opened).SetSize(0) : FileError.None;
        }
    }

    public FileError StatAt(string path, bool follow, out NodeStat stat)
    {
        FileError error = Existing(path, follow, out MemoryNode? found);
        stat = error == FileError.None ? found!.Stat() : default;
        return error;
    }

    public FileError SetTimesAt(string path, bool follow, NewTime accessed, NewTime modified)
    {
        FileError error = Existing(path, follow, out MemoryNode? found);
        return error == FileError.None ? tree.SetTimes(found!, accessed, modified) : error;
    }

    public FileError CreateDirectory(string path)
    {
        FileError error = Find(path, false, out Place place, isName: true);
        if (error == FileError.None && place.Node is null)
        {
            Enter(place, tree.NewNode(NodeType.Directory));
            return FileError.None;
        }

        return error != FileError.None ? error : FileError.Exist;
    }

    public FileError RemoveDirectory(string path)
    {
        FileError error = Last(path, out Place place);
        if (error != FileError.None)
        {
            return error;
        }

        return place.Name == "." ? FileError.Invalid
            : place.Name == ".." ? FileError.NotEmpty
            : place.Node!.Type != NodeType.Directory ? FileError.NotDirectory
            : place.Node.Entries.Count > 0 ? FileError.NotEmpty
            : Remove(place);
    }

    public FileError UnlinkFile(string path)
    {
        FileError error = Last(path, out Place place);
        if (error != FileError.None)
        {
            return error;
        }

        return place.Node!.Type == NodeType.Directory ? FileError.IsDirectory
            : place.IsDirectory ? FileError.NotDirectory
            : Remove(place);
    }

    public FileError ReadLink(string path, out string? target)
    {
        FileError error = Existing(path, false, out MemoryNode? found);
        target = error == FileError.None && found!.Type == NodeType.SymbolicLink ? found.Target : null;
        return error != FileError.None ? error : target is null ? FileError.Invalid : FileError.None;
    }

    public FileError CreateSymbolicLink(string target, string path)
    {
        if (target.Contains('\0', StringComparison.Ordinal))
        {
            return FileError.Invalid;
        }

        FileError error = Find(path, false, out Place place, isName: true);
        if (error != FileError.None || place.Node is not null || place.IsDirectory)
        {
            return error != FileError.None ? error : place.Node is not null ? FileError.Exist : FileError.NoEntry;
        }

        Enter(place, tree.NewNode(NodeType.SymbolicLink, target));
        return FileError.None;
    }

    public FileError Link(string oldPath, IDirectory newDirectory, string newPath)
    {
        if (newDirectory is not MemoryDirectory other || !ReferenceEquals(other.Tree, tree))
        {
            return FileError.CrossDevice;
        }

        FileError error = Existing(oldPath, false, out MemoryNode? found);
        if (error != FileError.None)
        {
            return error;
        }

        if (found!.Type == NodeType.Directory)
        {
            return FileError.NotPermitted;
        }

        error = other.Find(newPath, false, out Place place, isName: true);
        if (error != FileError.None || place.Node is not null || place.IsDirectory)
        {
            return error != FileError.None ? error : place.Node is not null ? FileError.Exist : FileError.NoEntry;
        }

        Enter(place, found);
        return FileError.None;
    }

    public FileError Entries(out IReadOnlyList<DirectoryEntry> entries)
    {
        var list = new List<DirectoryEntry>(node.Entries.Count);
        foreach ((string name, MemoryNode entry) in node.Entries)
        {
            list.Add(new DirectoryEntry(entry.Type, name));
        }

        entries = list;
        return FileError.None;
    }

    public FileError Stat(out NodeStat stat)
    {
        stat = node.Stat();
        return FileError.None;
    }

    public FileError SetTimes(NewTime accessed, NewTime modified) => tree.SetTimes(node, accessed, modified);

    public FileError Sync(bool dataOnly) => FileError.None;

    public void Dispose()
    {
    }

    private MemoryTree Tree => tree;
}
