namespace Compose.Capabilities.Files;

/// <summary>
/// Trees of which only those below certain roots are opened, and each beneath its root: a link on the way that leads out
/// is refused whenever the tree is opened, even if it came there after the plan was judged.
/// </summary>
/// <param name="inner">Opens the roots.</param>
/// <param name="rootOf">The root that a full path lies below, with a full path itself, or null.</param>
public sealed class RootedTrees(IFileTrees inner, Func<string, string?> rootOf) : IFileTrees
{
    public FileError OpenRoot(string hostPath, out IDirectory? root)
    {
        root = null;
        return rootOf(hostPath) is { } outer
            ? OpenBeneath(inner, outer, Path.GetRelativePath(outer, hostPath), out root)
            : FileError.NotPermitted;
    }

    /// <summary>Opens a directory beneath the root of a tree.</summary>
    /// <param name="trees">Opens the root.</param>
    /// <param name="outer">The root's path.</param>
    /// <param name="path">The path from there; empty or <c>.</c> for the root itself.</param>
    /// <param name="root">The directory.</param>
    public static FileError OpenBeneath(IFileTrees trees, string outer, string path, out IDirectory? root)
    {
        FileError error = trees.OpenRoot(outer, out root);
        if (error != FileError.None || path is "" or ".")
        {
            return error;
        }

        using IDirectory top = root!;
        error = top.Open(path, new OpenRequest { Directory = true, Follow = true, Read = true }, out IFileNode? node);
        root = node as IDirectory;
        if (error == FileError.None && root is null)
        {
            node!.Dispose();
            error = FileError.NotDirectory;
        }

        return error;
    }
}
