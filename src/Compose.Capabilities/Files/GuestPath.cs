namespace Compose.Capabilities.Files;

/// <summary>The rules that every path of a guest obeys, whichever tree it is looked up in.</summary>
public static class GuestPath
{
    /// <summary>Longest path, in UTF-16 units; the limit of Linux is 4,095 bytes.</summary>
    public const int MaximumLength = 4_095;

    /// <summary>Refuses what is no path of a tree: empty, absolute, too long, or with a NUL.</summary>
    public static FileError Check(string path)
    {
        if (path.Length == 0)
        {
            return FileError.NoEntry;
        }

        if (path.Length > MaximumLength)
        {
            return FileError.NameTooLong;
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return FileError.Invalid;
        }

        return path[0] == '/' ? FileError.NotPermitted : FileError.None;
    }

    /// <summary>
    /// Cuts a path before its last part: <c>a/b/c/</c> is parent <c>a/b</c> (<c>.</c> where there is none), name <c>c</c>,
    /// with a slash behind.
    /// </summary>
    public static (string Parent, string Name, bool TrailingSlash) Split(string path)
    {
        int end = path.Length;
        while (end > 0 && path[end - 1] == '/')
        {
            end--;
        }

        int start = path.LastIndexOf('/', Math.Max(0, end - 1)) + 1;
        string parent = start == 0 ? "." : path[..start];
        return (parent, path[start..end], end < path.Length);
    }
}
