using Compose.Capabilities.Files;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <content>What adds entries to a tree or takes them away, within its quota.</content>
internal static partial class TypesInterface
{
    private static FileError OpenWithin(FileQuota? quota, IDirectory directory, string path, OpenRequest request, out IFileNode? node)
    {
        if (quota is null || (!request.Create && !request.Truncate))
        {
            return directory.Open(path, request, out node);
        }

        node = null;
        FileError looked = directory.StatAt(path, request.Follow, out NodeStat before);
        bool makes = request.Create && looked == FileError.NoEntry;
        if (makes && !quota.TryMake())
        {
            return FileError.Quota;
        }

        FileError error = directory.Open(path, request, out node);
        if (error != FileError.None && makes)
        {
            quota.Unmake();
        }

        if (error == FileError.None && request.Truncate && looked == FileError.None && before.Type == NodeType.RegularFile)
        {
            quota.Shrink(before.Size);
        }

        return error;
    }

    private static FileError MakeDirectory(Descriptor at, IDirectory directory, string path)
    {
        if (at.Quota is { } quota && !quota.TryMake())
        {
            return FileError.Quota;
        }

        return Made(at, directory.CreateDirectory(path));
    }

    private static FileError MakeSymbolicLink(Descriptor at, IDirectory directory, string target, string path)
    {
        if (at.Quota is { } quota && !quota.TryMake())
        {
            return FileError.Quota;
        }

        return Made(at, directory.CreateSymbolicLink(target, path));
    }

    private static FileError MakeLink(Descriptor at, IDirectory from, string oldPath, IDirectory to, string newPath)
    {
        if (at.Quota is { } quota && !quota.TryMake())
        {
            return FileError.Quota;
        }

        return Made(at, from.Link(oldPath, to, newPath));
    }

    private static FileError Made(Descriptor at, FileError error)
    {
        if (error != FileError.None)
        {
            at.Quota?.Unmake();
        }

        return error;
    }

    private static FileError Remove(Descriptor at, IDirectory directory, string path, bool isDirectory)
    {
        NodeStat stat = default;
        StableNodes? nodes = at.Owner.Services.StableNodes;
        bool known = (at.Quota is not null || nodes is not null) && directory.StatAt(path, false, out stat) == FileError.None;
        FileError error = isDirectory ? directory.RemoveDirectory(path) : directory.UnlinkFile(path);
        if (error == FileError.None && known)
        {
            at.Quota?.Removed(stat);

            // Which number the system gives to a new file is chance: a strict run forgets those that became free.
            nodes?.Forget(stat);
        }

        return error;
    }

    /// <summary>
    /// What is replaced goes; what comes from a tree under another quota is counted here. A whole directory cannot be
    /// counted, so it may not come.
    /// </summary>
    private static FileError Rename(Descriptor from, string oldPath, Descriptor to, string newPath)
    {
        IDirectory source = from.Directory!, target = to.Directory!;
        if (from.Quota is null && to.Quota is null)
        {
            StableNodes? nodes = to.Owner.Services.StableNodes;
            NodeStat gone = default;
            bool goes = nodes is not null && target.StatAt(newPath, false, out gone) == FileError.None;
            FileError renamed = source.Rename(oldPath, target, newPath);
            if (goes && renamed == FileError.None)
            {
                nodes!.Forget(gone);
            }

            return renamed;
        }

        NodeStat moved = default, replaced = default;
        bool isKnown = source.StatAt(oldPath, false, out moved) == FileError.None;
        bool replaces = target.StatAt(newPath, false, out replaced) == FileError.None
            && !(isKnown && replaced.Device == moved.Device && replaced.Number == moved.Number);
        bool comes = isKnown && to.Quota is not null && !ReferenceEquals(from.Quota, to.Quota);
        ulong size = moved.Type == NodeType.RegularFile ? moved.Size : 0;
        if (comes && moved.Type == NodeType.Directory)
        {
            return FileError.CrossDevice;
        }

        if (comes)
        {
            if (!to.Quota!.TryMake())
            {
                return FileError.Quota;
            }

            if (!to.Quota.TryGrow(size))
            {
                to.Quota.Unmake();
                return FileError.Quota;
            }
        }

        FileError error = source.Rename(oldPath, target, newPath);
        if (error != FileError.None)
        {
            if (comes)
            {
                to.Quota!.Unmake();
                to.Quota.Shrink(size);
            }

            return error;
        }

        if (replaces)
        {
            to.Quota?.Removed(replaced);
            to.Owner.Services.StableNodes?.Forget(replaced);
        }

        if (!ReferenceEquals(from.Quota, to.Quota))
        {
            from.Quota?.Unmake();
            from.Quota?.Shrink(size);
        }

        return FileError.None;
    }
}
