using Microsoft.Win32.SafeHandles;

namespace Compose.Capabilities.Files.Portable;

/// <summary>
/// A directory of the host through <c>System.IO</c>, for systems without a beneath-resolving open. Paths are resolved part
/// by part and links are followed by hand, so no path leaves the directory while nobody else changes the tree. Weaker than
/// on Linux: another process that swaps a directory for a link between the look and the use can lead a guest outside; hard
/// links are not made; names are those of .NET.
/// </summary>
internal sealed partial class PortableDirectory(string path) : PortableNode(path, NodeType.Directory), IDirectory
{
    public FileError Open(string path, OpenRequest request, out IFileNode? node)
    {
        node = null;
        bool slash = path.EndsWith('/');
        FileError error = Find(path, request.Follow && !(request.Create && request.Exclusive), out Place place, isName: request.Create && slash);
        if (error != FileError.None)
        {
            return error;
        }

        if (request.Create && (slash || place.IsDot))
        {
            return place.IsDot && request.Exclusive ? FileError.Exist : FileError.IsDirectory;
        }

        if (place.Type is null && !request.Create)
        {
            return FileError.NoEntry;
        }

        if (place.Type is not null && request.Create && request.Exclusive)
        {
            return FileError.Exist;
        }

        switch (place.Type)
        {
            case NodeType.SymbolicLink:
                return request.Directory ? FileError.NotDirectory : FileError.Loop;
            case NodeType.Directory when request.Write || request.Create || request.Truncate:
                return FileError.IsDirectory;
            case NodeType.Directory:
                node = new PortableDirectory(place.HostPath);
                return FileError.None;
            case NodeType.RegularFile or null:
                return request.Directory || place.MustBeDirectory ? FileError.NotDirectory : OpenFile(place.HostPath, request, out node);

            // A device in a granted folder is not a file that was granted.
            default:
                return FileError.NotPermitted;
        }
    }

    public FileError StatAt(string path, bool follow, out NodeStat stat)
    {
        stat = default;
        FileError error = Existing(path, follow, out Place place);
        return error == FileError.None ? Stat(place.HostPath, out stat) : error;
    }

    public FileError SetTimesAt(string path, bool follow, NewTime accessed, NewTime modified)
    {
        FileError error = Existing(path, follow, out Place place);
        return error != FileError.None ? error
            : place.Type == NodeType.SymbolicLink ? FileError.Unsupported
            : SetTimes(place.HostPath, accessed, modified);
    }

    public FileError CreateDirectory(string path)
    {
        FileError error = Find(path, false, out Place place, isName: true);
        return error != FileError.None ? error
            : place.Type is not null ? FileError.Exist
            : PortableErrors.Try(() => Directory.CreateDirectory(place.HostPath));
    }

    public FileError RemoveDirectory(string path)
    {
        FileError error = Last(path, out Place place);
        if (error != FileError.None)
        {
            return error;
        }

        return place.IsDot ? (place.Name == ".." ? FileError.NotEmpty : FileError.Invalid)
            : place.Type != NodeType.Directory ? FileError.NotDirectory
            : Directory.EnumerateFileSystemEntries(place.HostPath).Any() ? FileError.NotEmpty
            : PortableErrors.Try(() => Directory.Delete(place.HostPath));
    }

    public FileError UnlinkFile(string path)
    {
        FileError error = Last(path, out Place place);
        if (error != FileError.None)
        {
            return error;
        }

        return place.Type == NodeType.Directory ? FileError.IsDirectory
            : place.MustBeDirectory ? FileError.NotDirectory
            : PortableErrors.Try(() => File.Delete(place.HostPath));
    }

    public FileError ReadLink(string path, out string? target)
    {
        FileError error = Existing(path, false, out Place place);
        target = error == FileError.None && place.Type == NodeType.SymbolicLink ? new FileInfo(place.HostPath).LinkTarget : null;
        return error != FileError.None ? error : target is null ? FileError.Invalid : FileError.None;
    }

    public FileError CreateSymbolicLink(string target, string path)
    {
        if (target.Contains('\0', StringComparison.Ordinal))
        {
            return FileError.Invalid;
        }

        FileError error = Find(path, false, out Place place, isName: true);
        return error != FileError.None ? error
            : place.Type is not null ? FileError.Exist
            : place.MustBeDirectory ? FileError.NoEntry
            : PortableErrors.Try(() => File.CreateSymbolicLink(place.HostPath, target));
    }

    public FileError Link(string oldPath, IDirectory newDirectory, string newPath) => FileError.Unsupported;

    public FileError Rename(string oldPath, IDirectory newDirectory, string newPath)
    {
        if (newDirectory is not PortableDirectory other)
        {
            return FileError.CrossDevice;
        }

        FileError error = Last(oldPath, out Place from);
        if (error != FileError.None)
        {
            return error;
        }

        error = other.Find(newPath, false, out Place to, isName: true);
        if (error != FileError.None)
        {
            return error;
        }

        bool isDirectory = from.Type == NodeType.Directory;
        return from.IsDot || to.IsDot ? FileError.Busy
            : !isDirectory && (from.MustBeDirectory || to.MustBeDirectory) ? FileError.NotDirectory
            : from.HostPath == to.HostPath ? FileError.None
            : isDirectory && to.HostPath.StartsWith(from.HostPath + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? FileError.Invalid
            : isDirectory && to.Type is not null and not NodeType.Directory ? FileError.NotDirectory
            : !isDirectory && to.Type == NodeType.Directory ? FileError.IsDirectory
            : PortableErrors.Try(() => Move(from, to, isDirectory));
    }

    public FileError Entries(out IReadOnlyList<DirectoryEntry> entries)
    {
        var list = new List<DirectoryEntry>();
        FileError error = PortableErrors.Try(() =>
        {
            foreach (FileSystemInfo info in new DirectoryInfo(HostPath).EnumerateFileSystemInfos("*", s_all))
            {
                list.Add(new DirectoryEntry(TypeOf(info), info.Name));
            }
        });
        list.Sort(static (left, right) => Utf8Order.Instance.Compare(left.Name, right.Name));
        entries = list;
        return error;
    }

    public override FileError Sync(bool dataOnly) => FileError.None;

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static void Move(Place from, Place to, bool isDirectory)
    {
        if (!isDirectory)
        {
            if (to.Type == NodeType.SymbolicLink)
            {
                File.Delete(to.HostPath);
            }

            if (from.Type == NodeType.SymbolicLink)
            {
                // System.IO does not move a link that leads to a directory or to nothing.
                string target = new FileInfo(from.HostPath).LinkTarget!;
                File.Delete(to.HostPath);
                File.CreateSymbolicLink(to.HostPath, target);
                File.Delete(from.HostPath);
                return;
            }

            File.Move(from.HostPath, to.HostPath, overwrite: true);
            return;
        }

        if (to.Type == NodeType.Directory)
        {
            // Only an empty one may be replaced; deleting says so otherwise.
            Directory.Delete(to.HostPath);
        }

        Directory.Move(from.HostPath, to.HostPath);
    }

    private static FileError OpenFile(string path, OpenRequest request, out IFileNode? node)
    {
        SafeFileHandle? handle = null;
        FileMode mode = request.Create ? (request.Exclusive ? FileMode.CreateNew : FileMode.OpenOrCreate) : FileMode.Open;
        FileAccess access = !request.Write ? FileAccess.Read : request.Read ? FileAccess.ReadWrite : FileAccess.Write;
        FileError error = PortableErrors.Try(() =>
        {
            if (request.Create && !request.Write && !File.Exists(path))
            {
                File.Open(path, mode, FileAccess.Write).Dispose();
                mode = FileMode.Open;
            }

            handle = File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
            if (request.Truncate)
            {
                RandomAccess.SetLength(handle, 0);
            }
        });
        node = error == FileError.None ? new PortableFile(path, handle!) : null;
        return error;
    }
}
