namespace Compose.Capabilities.Files.Linux;

/// <summary>
/// An open directory of the host. What has no beneath-resolving form of its own in Linux (rename, unlink, link…) first
/// opens the parent beneath the directory, then acts on one name in it, which the kernel does not follow.
/// </summary>
internal sealed unsafe partial class LinuxDirectory(FileDescriptor descriptor) : LinuxNode(descriptor, NodeType.Directory), IDirectory
{
    private const int NewFileMode = 0x1b6;
    private const int NewDirectoryMode = 0x1ff;

    public FileError Open(string path, OpenRequest request, out IFileNode? node)
    {
        node = null;
        FileError error = GuestPath.Check(path);
        if (error != FileError.None)
        {
            return error;
        }

        int flags = !request.Write ? LibC.ReadOnly : request.Read ? LibC.ReadWrite : LibC.WriteOnly;
        flags |= LibC.NonBlocking | LibC.NoControllingTerminal;
        flags |= request.Follow ? 0 : LibC.NoFollow;
        flags |= request.Create ? LibC.Create : 0;
        flags |= request.Create && request.Exclusive ? LibC.Exclusive : 0;
        flags |= request.Truncate ? LibC.Truncate : 0;
        flags |= request.Directory ? LibC.DirectoryOnly : 0;
        error = Beneath.Open(Descriptor, path, flags, NewFileMode, out FileDescriptor? opened);
        if (error != FileError.None)
        {
            return error;
        }

        error = Stat(opened!, string.Empty, LibC.AtEmptyPath, out NodeStat stat);
        if (error == FileError.None)
        {
            switch (stat.Type)
            {
                case NodeType.Directory:
                    node = new LinuxDirectory(opened!);
                    return FileError.None;
                case NodeType.RegularFile or NodeType.Fifo:
                    node = new LinuxFile(opened!, stat.Type);
                    return FileError.None;

                // A device in a granted folder is not a file that was granted.
                default:
                    error = FileError.NotPermitted;
                    break;
            }
        }

        opened!.Dispose();
        return error;
    }

    public FileError StatAt(string path, bool follow, out NodeStat stat)
    {
        stat = default;
        FileError error = GuestPath.Check(path);
        if (error != FileError.None)
        {
            return error;
        }

        if (!path.Contains('/', StringComparison.Ordinal) && path != "..")
        {
            // One name needs no resolving, unless it turns out to be a link to follow.
            error = Stat(Descriptor, path, LibC.AtSymlinkNoFollow, out stat);
            if (error != FileError.None || !follow || stat.Type != NodeType.SymbolicLink)
            {
                return error;
            }
        }

        error = Find(path, follow, out FileDescriptor? found);
        if (error != FileError.None)
        {
            return error;
        }

        using (found)
        {
            return Stat(found!, string.Empty, LibC.AtEmptyPath, out stat);
        }
    }

    public FileError SetTimesAt(string path, bool follow, NewTime accessed, NewTime modified)
    {
        FileError error = GuestPath.Check(path);
        if (error == FileError.None)
        {
            error = Find(path, follow, out FileDescriptor? found);
            if (error == FileError.None)
            {
                using (found)
                {
                    LibC.TimeSpec* times = stackalloc LibC.TimeSpec[2];
                    error = Fill(times, accessed, modified);
                    return error != FileError.None ? error : Answer(LibC.SetTimes(found!, string.Empty, times, LibC.AtEmptyPath));
                }
            }
        }

        return error;
    }

    public FileError ReadLink(string path, out string? target)
    {
        target = null;
        FileError error = GuestPath.Check(path);
        if (error == FileError.None)
        {
            error = Find(path, false, out FileDescriptor? found);
            if (error == FileError.None)
            {
                using (found)
                {
                    error = Beneath.ReadLink(found!, string.Empty, out target);
                }
            }
        }

        return error;
    }

    public FileError CreateDirectory(string path)
    {
        FileError error = Place(path, out FileDescriptor? parent, out string name);
        return error != FileError.None ? error : Leave(parent!, LibC.MakeDirectory(parent!, name, NewDirectoryMode));
    }

    public FileError RemoveDirectory(string path)
    {
        FileError error = Place(path, out FileDescriptor? parent, out string name);
        return error != FileError.None ? error : Leave(parent!, LibC.Unlink(parent!, name, LibC.AtRemoveDir));
    }

    public FileError UnlinkFile(string path)
    {
        FileError error = Place(path, out FileDescriptor? parent, out string name);
        return error != FileError.None ? error : Leave(parent!, LibC.Unlink(parent!, name, 0));
    }

    public FileError CreateSymbolicLink(string target, string path)
    {
        if (target.Contains('\0', StringComparison.Ordinal))
        {
            return FileError.Invalid;
        }

        FileError error = Place(path, out FileDescriptor? parent, out string name);
        return error != FileError.None ? error : Leave(parent!, LibC.SymbolicLink(target, parent!, name));
    }

    public FileError Link(string oldPath, IDirectory newDirectory, string newPath)
    {
        if (newDirectory is not LinuxDirectory target)
        {
            return FileError.CrossDevice;
        }

        if (oldPath.EndsWith('/'))
        {
            // The kernel would follow a link before a slash; only a directory may stand there, and it has no second name.
            FileError slash = Open(oldPath, new OpenRequest { Directory = true, Follow = true }, out IFileNode? directory);
            directory?.Dispose();
            return slash == FileError.None ? FileError.NotPermitted : slash;
        }

        FileError error = Place(oldPath, out FileDescriptor? oldParent, out string oldName);
        if (error != FileError.None)
        {
            return error;
        }

        error = target.Place(newPath, out FileDescriptor? newParent, out string newName);
        return error != FileError.None
            ? Leave(oldParent!, error)
            : Leave(oldParent!, target.Leave(newParent!, LibC.Link(oldParent!, oldName, newParent!, newName, 0)));
    }

    public FileError Rename(string oldPath, IDirectory newDirectory, string newPath)
    {
        if (newDirectory is not LinuxDirectory target)
        {
            return FileError.CrossDevice;
        }

        FileError error = Place(oldPath, out FileDescriptor? oldParent, out string oldName);
        if (error != FileError.None)
        {
            return error;
        }

        error = target.Place(newPath, out FileDescriptor? newParent, out string newName);
        return error != FileError.None
            ? Leave(oldParent!, error)
            : Leave(oldParent!, target.Leave(newParent!, LibC.Rename(oldParent!, oldName, newParent!, newName)));
    }

    /// <summary>An O_PATH descriptor of what the path names.</summary>
    private FileError Find(string path, bool follow, out FileDescriptor? found) =>
        Beneath.Open(Descriptor, path, LibC.PathOnly | (follow ? 0 : LibC.NoFollow), 0, out found);

    /// <summary>
    /// The directory in which the path's last name stands, and that name (with a slash behind it if the path has one).
    /// The caller leaves the directory with <see cref="Leave(FileDescriptor, int)"/>.
    /// </summary>
    private FileError Place(string path, out FileDescriptor? parent, out string name)
    {
        parent = null;
        name = string.Empty;
        FileError error = GuestPath.Check(path);
        if (error != FileError.None)
        {
            return error;
        }

        (string before, string last, bool slash) = GuestPath.Split(path);
        if (last == "..")
        {
            // The kernel refuses to change such a name, but first it has to lie within.
            error = Find(path, true, out FileDescriptor? found);
            found?.Dispose();
            if (error != FileError.None)
            {
                return error;
            }
        }

        name = slash ? last + "/" : last;
        if (before == ".")
        {
            parent = Descriptor;
            return FileError.None;
        }

        return Beneath.Open(Descriptor, before, LibC.PathOnly | LibC.DirectoryOnly, 0, out parent);
    }

    private FileError Leave(FileDescriptor parent, int result) => Leave(parent, Answer(result));

    private FileError Leave(FileDescriptor parent, FileError error)
    {
        if (!ReferenceEquals(parent, Descriptor))
        {
            parent.Dispose();
        }

        return error;
    }
}
