namespace Compose.Plans;

/// <summary>A folder of the host below which plans may have directories opened.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="ReadOnly">True if directories below it are opened for reading only.</param>
public sealed record HostRoot(string Path, bool ReadOnly)
{
    /// <summary>Whether a full path is the folder or lies below it, as the paths are written: links are the opener's to refuse.</summary>
    public bool Contains(string path)
    {
        ReadOnlySpan<char> root = System.IO.Path.TrimEndingDirectorySeparator(Path.AsSpan());
        return path.AsSpan().StartsWith(root, StringComparison.Ordinal)
            && (path.Length == root.Length || root.Length == 0 || System.IO.Path.EndsInDirectorySeparator(root) || path[root.Length] == System.IO.Path.DirectorySeparatorChar);
    }

    /// <summary>The deepest of some roots that a full path lies below, or null.</summary>
    public static HostRoot? Of(IReadOnlyList<HostRoot> roots, string path)
    {
        HostRoot? found = null;
        foreach (HostRoot root in roots)
        {
            if (root.Path.Length > (found?.Path.Length ?? -1) && root.Contains(path))
            {
                found = root;
            }
        }

        return found;
    }
}
