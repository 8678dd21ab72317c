using System.Text;

namespace Compose.Capabilities.Files.Linux;

/// <summary>
/// Opens paths that cannot leave a directory: by <c>openat2</c> with RESOLVE_BENEATH, which the kernel keeps true under
/// renames; where the kernel has no <c>openat2</c>, or gives up because of too many renames, by a walk that opens one
/// part at a time, never follows a link by itself and never asks for a parent.
/// </summary>
internal static unsafe class Beneath
{
    private const int MaximumLinks = 40;
    private const int MaximumSteps = 10_000;
    private const int MaximumTries = 64;
    private const int LinkBytes = 4_096;

    private static readonly bool s_hasOpenat2 = Probe();

    /// <summary>Opens <paramref name="path"/> below <paramref name="directory"/>.</summary>
    public static FileError Open(FileDescriptor directory, string path, int flags, int mode, out FileDescriptor? opened) =>
        s_hasOpenat2 ? OpenByKernel(directory, path, flags, mode, out opened) : Walk(directory, path, flags, mode, out opened);

    /// <summary>The walk, part by part.</summary>
    public static FileError Walk(FileDescriptor directory, string path, int flags, int mode, out FileDescriptor? opened)
    {
        opened = null;
        var parents = new Stack<FileDescriptor>();
        try
        {
            return Walk(directory, parents, path, flags | LibC.CloseOnExec, mode, out opened);
        }
        finally
        {
            foreach (FileDescriptor parent in parents)
            {
                parent.Dispose();
            }
        }
    }

    /// <summary>The target of the link that an O_PATH descriptor stands for.</summary>
    public static FileError ReadLink(FileDescriptor link, string path, out string? target)
    {
        byte* buffer = stackalloc byte[LinkBytes];
        nint length = LibC.ReadLink(link, path, buffer, LinkBytes);
        target = null;
        if (length < 0)
        {
            // Of a descriptor that is no link, Linux says that there is no such entry.
            return LibC.LastError == Errno.NoEntry && path.Length == 0 ? FileError.Invalid : Errno.Map(LibC.LastError);
        }

        return TryDecode(new ReadOnlySpan<byte>(buffer, (int)length), out target) ? FileError.None : FileError.IllegalByteSequence;
    }

    /// <summary>UTF-8 as text, if it is UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string? text)
    {
        text = null;
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private static FileError OpenByKernel(FileDescriptor directory, string path, int flags, int mode, out FileDescriptor? opened)
    {
        opened = null;
        for (int tries = 0; tries < MaximumTries; tries++)
        {
            long result = Openat2(directory, path, flags, mode);
            if (result >= 0)
            {
                opened = new FileDescriptor((int)result);
                return FileError.None;
            }

            switch (LibC.LastError)
            {
                // The path left the directory.
                case Errno.CrossDevice:
                    return FileError.NotPermitted;

                // Something was renamed while the path was resolved.
                case Errno.TryAgain or Errno.Interrupted:
                    continue;
                default:
                    return Errno.Map(LibC.LastError);
            }
        }

        return Walk(directory, path, flags, mode, out opened);
    }

    private static long Openat2(FileDescriptor directory, string path, int flags, int mode)
    {
        var how = new LibC.OpenHow
        {
            Flags = (ulong)(flags | LibC.CloseOnExec),
            Mode = (flags & LibC.Create) != 0 ? (ulong)mode : 0,
            Resolve = LibC.ResolveBeneath | LibC.ResolveNoMagicLinks,
        };
        return LibC.OpenAt2(LibC.SystemOpenat2, directory, path, &how, (nuint)sizeof(LibC.OpenHow));
    }

    private static bool Probe()
    {
        int root = LibC.Open("/", LibC.PathOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        if (root < 0)
        {
            return false;
        }

        using var directory = new FileDescriptor(root);
        long result = Openat2(directory, ".", LibC.PathOnly, 0);
        if (result < 0)
        {
            return false;
        }

        new FileDescriptor((int)result).Dispose();
        return true;
    }

    private static FileError Walk(
        FileDescriptor start, Stack<FileDescriptor> parents, string path, int flags, int mode, out FileDescriptor? opened)
    {
        opened = null;
        var rest = new Stack<string>();
        bool wantsDirectory = Push(rest, path);
        int links = 0;
        int steps = 0;
        while (rest.TryPop(out string? part))
        {
            FileDescriptor current = parents.Count > 0 ? parents.Peek() : start;
            if (++steps > MaximumSteps)
            {
                return FileError.Loop;
            }

            if (part is ".")
            {
                continue;
            }

            if (part is "..")
            {
                if (!parents.TryPop(out FileDescriptor? left))
                {
                    return FileError.NotPermitted;
                }

                left.Dispose();
                continue;
            }

            bool isLast = rest.Count == 0;
            bool follows = !isLast || wantsDirectory || (flags & LibC.NoFollow) == 0;
            if (follows)
            {
                FileError error = TryLink(current, part, out FileDescriptor? passed, out string? target);
                if (target is not null)
                {
                    if (isLast && (flags & LibC.Exclusive) != 0)
                    {
                        return FileError.Exist;
                    }

                    if (++links > MaximumLinks)
                    {
                        return FileError.Loop;
                    }

                    if (target.StartsWith('/'))
                    {
                        return FileError.NotPermitted;
                    }

                    wantsDirectory |= Push(rest, target) && isLast;
                    continue;
                }

                if (!isLast)
                {
                    if (error != FileError.None)
                    {
                        return error;
                    }

                    parents.Push(passed!);
                    continue;
                }

                passed?.Dispose();
            }

            int directoryFlag = wantsDirectory ? LibC.DirectoryOnly : 0;
            return Finish(current, part, flags | LibC.NoFollow | directoryFlag, mode, out opened);
        }

        FileDescriptor last = parents.Count > 0 ? parents.Peek() : start;
        return Finish(last, ".", flags, mode, out opened);
    }

    private static FileError Finish(FileDescriptor directory, string part, int flags, int mode, out FileDescriptor? opened)
    {
        int result = LibC.OpenAt(directory, part, flags, mode);
        opened = result >= 0 ? new FileDescriptor(result) : null;
        return result >= 0 ? FileError.None : Errno.Map(LibC.LastError);
    }

    /// <summary>
    /// Looks at one part: a link gives its target; a directory is opened; anything else is
    /// <see cref="FileError.NotDirectory"/>.
    /// </summary>
    private static FileError TryLink(FileDescriptor directory, string part, out FileDescriptor? passed, out string? target)
    {
        passed = null;
        target = null;
        int result = LibC.OpenAt(directory, part, LibC.PathOnly | LibC.NoFollow | LibC.CloseOnExec, 0);
        if (result < 0)
        {
            return Errno.Map(LibC.LastError);
        }

        var opened = new FileDescriptor(result);
        FileError error = LinuxNode.Stat(opened, string.Empty, LibC.AtEmptyPath, out NodeStat stat);
        if (error == FileError.None && stat.Type == NodeType.SymbolicLink)
        {
            error = ReadLink(opened, string.Empty, out target);
        }
        else if (error == FileError.None && stat.Type == NodeType.Directory)
        {
            passed = opened;
            return FileError.None;
        }
        else if (error == FileError.None)
        {
            error = FileError.NotDirectory;
        }

        opened.Dispose();
        return error;
    }

    /// <summary>Puts the parts of a path before those to come; says whether the path can only mean a directory.</summary>
    private static bool Push(Stack<string> rest, string path)
    {
        string[] parts = path.Split('/');
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].Length > 0)
            {
                rest.Push(parts[i]);
            }
        }

        return parts[^1] is "" or "." or "..";
    }
}
