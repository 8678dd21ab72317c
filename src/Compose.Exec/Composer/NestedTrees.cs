using Compose.Capabilities;
using Compose.Capabilities.Files;

namespace Compose.Exec.Composer;

/// <summary>
/// The trees that a child plan may name: the directories of its parent, by the parent's own paths. What lies below one is
/// opened beneath it, so that no link leads out.
/// </summary>
internal sealed class NestedTrees(NodeSession parent) : IFileTrees
{
    public FileError OpenRoot(string hostPath, out IDirectory? root)
    {
        root = null;
        return Find(parent.Authority, hostPath, out string rest) is { } preopen
            ? RootedTrees.OpenBeneath(parent.Services.Files, preopen.HostPath, rest, out root)
            : FileError.NotPermitted;
    }

    /// <summary>A directory of a child is read-only where its parent's is.</summary>
    public static PreopenGrant Narrow(PreopenGrant child, NodeAuthority parent) =>
        Find(parent, child.HostPath, out _) is { } outer ? child with { ReadOnly = child.ReadOnly || outer.ReadOnly, Outer = outer } : child;

    /// <summary>The parent's directory that a path lies in, the deepest one, and the rest of the path.</summary>
    private static PreopenGrant? Find(NodeAuthority parent, string path, out string rest)
    {
        PreopenGrant? found = null;
        int length = -1;
        rest = string.Empty;
        foreach (PreopenGrant preopen in parent.Preopens)
        {
            string at = Path.GetFullPath(preopen.GuestPath, "/").TrimEnd('/');
            if (at.Length > length && (path == at || path.StartsWith(at + "/", StringComparison.Ordinal) || at.Length == 0))
            {
                found = preopen;
                length = at.Length;
                rest = path[at.Length..].Trim('/');
            }
        }

        return found;
    }
}
