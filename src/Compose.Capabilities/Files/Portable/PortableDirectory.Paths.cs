using System.Buffers;

namespace Compose.Capabilities.Files.Portable;

internal sealed partial class PortableDirectory
{
    private const int MaximumLinks = 40;
    private const int MaximumSteps = 10_000;

    private static readonly SearchValues<char> s_reserved = SearchValues.Create("\\:*?\"<>|");

    /// <summary>Names that Windows takes for devices, with whatever extension.</summary>
    private static readonly HashSet<string> s_devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Names that mean something else to Windows than they say.</summary>
    internal static FileError CheckWindowsName(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (s_devices.Contains((dot < 0 ? name : name[..dot]).TrimEnd(' ')))
        {
            return FileError.NotPermitted;
        }

        return name.AsSpan().ContainsAny(s_reserved) || name[^1] is '.' or ' ' ? FileError.Invalid : FileError.None;
    }

    private FileError Existing(string path, bool follow, out Place place)
    {
        FileError error = Find(path, follow, out place);
        if (error == FileError.None && place.Type is null)
        {
            return FileError.NoEntry;
        }

        return error == FileError.None && place.MustBeDirectory && place.Type != NodeType.Directory ? FileError.NotDirectory : error;
    }

    private FileError Last(string path, out Place place)
    {
        FileError error = Find(path, false, out place, isName: true);
        return error == FileError.None && place.Type is null ? FileError.NoEntry : error;
    }

    /// <summary>
    /// Looks a path up without letting the system follow anything. The last part may be missing.
    /// <paramref name="isName"/>: a link at the end is not followed even before a slash.
    /// </summary>
    private FileError Find(string path, bool follow, out Place place, bool isName = false)
    {
        place = default;
        FileError error = GuestPath.Check(path);
        if (error != FileError.None)
        {
            return error;
        }

        string current = HostPath;
        var parents = new Stack<string>();
        var rest = new Stack<string>();
        Push(rest, path);
        bool slash = path.EndsWith('/');
        int links = 0;
        int steps = 0;
        string last = ".";
        while (rest.TryPop(out string? part))
        {
            if (++steps > MaximumSteps)
            {
                return FileError.Loop;
            }

            last = part;
            if (part == ".")
            {
                continue;
            }

            if (part == "..")
            {
                if (!parents.TryPop(out string? parent))
                {
                    return FileError.NotPermitted;
                }

                current = parent;
                continue;
            }

            error = OperatingSystem.IsWindows() ? CheckWindowsName(part) : FileError.None;
            if (error != FileError.None)
            {
                return error;
            }

            string next = Path.Combine(current, part);
            NodeType? type = null;
            string? target = null;
            error = PortableErrors.Try(() =>
            {
                FileSystemInfo? info = Look(next);
                type = info is null ? null : TypeOf(info);
                target = info?.LinkTarget;
            });
            if (error != FileError.None)
            {
                return error;
            }

            bool isLast = rest.Count == 0;
            if (target is not null && (!isLast || follow || (slash && !isName)))
            {
                if (++links > MaximumLinks)
                {
                    return FileError.Loop;
                }

                if (Path.IsPathRooted(target) || target.StartsWith('/'))
                {
                    return FileError.NotPermitted;
                }

                target = OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target;
                Push(rest, target);
                slash |= isLast && target.EndsWith('/');
                continue;
            }

            if (isLast)
            {
                place = new Place(next, part, type, slash, false);
                return FileError.None;
            }

            if (type != NodeType.Directory)
            {
                return type is null ? FileError.NoEntry : FileError.NotDirectory;
            }

            parents.Push(current);
            current = next;
        }

        place = new Place(current, last is ".." ? ".." : ".", NodeType.Directory, true, true);
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

    /// <summary>Where a path leads: the host's path, its last name, what stands there if anything, whether only a directory may, and whether the path ends in a dot.</summary>
    private readonly record struct Place(string HostPath, string Name, NodeType? Type, bool MustBeDirectory, bool IsDot);
}
