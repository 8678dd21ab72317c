namespace Compose.Capabilities.Files;

internal sealed partial class MemoryDirectory
{
    private const int MaximumLinks = 40;
    private const int MaximumName = 255;

    public FileError Rename(string oldPath, IDirectory newDirectory, string newPath)
    {
        if (newDirectory is not MemoryDirectory other || !ReferenceEquals(other.Tree, tree))
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

        MemoryNode moved = from.Node!;
        if (from.Name is "." or ".." || to.Name is "." or "..")
        {
            return FileError.Busy;
        }

        if (moved.Type != NodeType.Directory && (from.IsDirectory || to.IsDirectory))
        {
            return FileError.NotDirectory;
        }

        if (moved.Type == NodeType.Directory && (ReferenceEquals(to.Parent, moved) || Holds(moved, to.Parent!)))
        {
            return FileError.Invalid;
        }

        if (ReferenceEquals(moved, to.Node))
        {
            return FileError.None;
        }

        if (to.Node is { } replaced)
        {
            if (moved.Type == NodeType.Directory && replaced.Type != NodeType.Directory)
            {
                return FileError.NotDirectory;
            }

            if (moved.Type != NodeType.Directory && replaced.Type == NodeType.Directory)
            {
                return replaced.Entries.Count > 0 && Holds(replaced, from.Parent!) ? FileError.NotEmpty : FileError.IsDirectory;
            }

            if (replaced.Entries.Count > 0)
            {
                return FileError.NotEmpty;
            }

            Remove(to);
        }

        moved.Links++;
        Remove(from);
        moved.Links--;
        Enter(to, moved);
        return FileError.None;
    }

    /// <summary>Whether a directory is somewhere below another. Trees have no cycles; the depth is that of the tree.</summary>
    private static bool Holds(MemoryNode directory, MemoryNode sought)
    {
        var rest = new Stack<MemoryNode>();
        rest.Push(directory);
        while (rest.TryPop(out MemoryNode? next))
        {
            foreach (MemoryNode entry in next.Entries.Values)
            {
                if (ReferenceEquals(entry, sought))
                {
                    return true;
                }

                if (entry.Type == NodeType.Directory)
                {
                    rest.Push(entry);
                }
            }
        }

        return false;
    }

    private void Enter(Place place, MemoryNode entry)
    {
        place.Parent!.Entries.Add(place.Name, entry);
        entry.Links++;
        place.Parent.Modified = place.Parent.Changed = entry.Changed = tree.Now();
    }

    private FileError Remove(Place place)
    {
        place.Parent!.Entries.Remove(place.Name);
        place.Node!.Links--;
        place.Parent.Modified = place.Parent.Changed = place.Node.Changed = tree.Now();
        tree.Forget(place.Node);
        return FileError.None;
    }

    private FileError Existing(string path, bool follow, out MemoryNode? found)
    {
        FileError error = Find(path, follow, out Place place);
        found = place.Node;
        if (error == FileError.None && found is null)
        {
            return FileError.NoEntry;
        }

        return error == FileError.None && place.IsDirectory && found!.Type != NodeType.Directory ? FileError.NotDirectory : error;
    }

    /// <summary>The last name of a path itself, never followed; it must be there.</summary>
    private FileError Last(string path, out Place place)
    {
        FileError error = Find(path, false, out place, isName: true);
        return error == FileError.None && place.Node is null ? FileError.NoEntry : error;
    }

    /// <summary>
    /// Looks a path up. The last part may be missing. <paramref name="isName"/>: the last part is a name even if a slash
    /// stands behind it, so that a link there is not followed.
    /// </summary>
    private FileError Find(string path, bool follow, out Place place, bool isName = false)
    {
        place = default;
        FileError error = GuestPath.Check(path);
        if (error != FileError.None)
        {
            return error;
        }

        var parents = new Stack<MemoryNode>();
        MemoryNode current = node;
        var rest = new Stack<string>();
        Push(rest, path);
        bool slash = path.EndsWith('/');
        int links = 0;
        string last = ".";
        while (rest.TryPop(out string? part))
        {
            last = part;
            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                if (parents.Count == 0)
                {
                    return FileError.NotPermitted;
                }

                current = parents.Pop();
                continue;
            }

            if (System.Text.Encoding.UTF8.GetByteCount(part) > MaximumName)
            {
                return FileError.NameTooLong;
            }

            current.Entries.TryGetValue(part, out MemoryNode? next);
            bool isLast = rest.Count == 0;
            if (next?.Type == NodeType.SymbolicLink && (!isLast || follow || (slash && !isName)))
            {
                if (++links > MaximumLinks)
                {
                    return FileError.Loop;
                }

                if (next.Target.StartsWith('/'))
                {
                    return FileError.NotPermitted;
                }

                Push(rest, next.Target);
                slash |= isLast && next.Target.EndsWith('/');
                continue;
            }

            if (isLast)
            {
                place = new Place(current, part, next, slash);
                return FileError.None;
            }

            if (next is null)
            {
                return FileError.NoEntry;
            }

            if (next.Type != NodeType.Directory)
            {
                return FileError.NotDirectory;
            }

            parents.Push(current);
            current = next;
        }

        place = new Place(null, last is ".." ? ".." : ".", current, true);
        return FileError.None;
    }

    private static void Push(Stack<string> rest, string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            rest.Push(parts[i]);
        }
    }

    /// <summary>Where a path leads: the directory and name, what stands there, and whether only a directory may. No parent: the path ends in a dot.</summary>
    private readonly record struct Place(MemoryNode? Parent, string Name, MemoryNode? Node, bool IsDirectory);
}
