namespace Compose.Capabilities.Files;

/// <summary>
/// An open directory of a tree, and the boundary of every path given to it. Paths are relative, their parts separated by
/// <c>/</c>. A path that is absolute, or that leaves the directory at any step, by <c>..</c> or by a symbolic link, fails
/// with <see cref="FileError.NotPermitted"/>, whatever others do to the tree meanwhile.
/// </summary>
public interface IDirectory : IFileNode
{
    FileError Open(string path, OpenRequest request, out IFileNode? node);

    FileError StatAt(string path, bool follow, out NodeStat stat);

    FileError SetTimesAt(string path, bool follow, NewTime accessed, NewTime modified);

    FileError CreateDirectory(string path);

    FileError RemoveDirectory(string path);

    FileError UnlinkFile(string path);

    /// <summary>The text of a symbolic link; <see cref="FileError.Invalid"/> for anything else.</summary>
    FileError ReadLink(string path, out string? target);

    /// <summary>Makes a symbolic link with the given text.</summary>
    FileError CreateSymbolicLink(string target, string path);

    /// <summary>Makes another name for a file, in a directory of the same kind of tree.</summary>
    FileError Link(string oldPath, IDirectory newDirectory, string newPath);

    /// <summary>Renames, into a directory of the same kind of tree.</summary>
    FileError Rename(string oldPath, IDirectory newDirectory, string newPath);

    /// <summary>All entries but <c>.</c> and <c>..</c>, in ordinal order of their UTF-8 names.</summary>
    FileError Entries(out IReadOnlyList<DirectoryEntry> entries);
}
