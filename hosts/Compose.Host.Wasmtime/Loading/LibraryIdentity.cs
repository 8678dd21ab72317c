using System.Buffers.Binary;

namespace Compose.Host.Wasmtime.Loading;

/// <summary>
/// Tells builds of the library apart: its own version stops at the major number, and a release that mends the compiler
/// must not be given the code of the one before. The build id that linkers write, or the digest of the whole file.
/// </summary>
internal static class LibraryIdentity
{
    private const int MaxNoteBytes = 4096;
    private const uint BuildIdNote = 3;

    /// <summary>A short text of hexadecimal digits; null when the file cannot be found.</summary>
    public static string? Of(WasmtimeLocation location)
    {
        try
        {
            string? path = location.Origin == WasmtimeOrigin.System ? FindMapped(location.Path) : location.Path;
            if (path is null)
            {
                return null;
            }

            using FileStream file = File.OpenRead(path);
            return BuildIdOf(file) ?? Digest.Of(File.ReadAllBytes(path)).Hex[..40];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? BuildIdOf(FileStream file)
    {
        Span<byte> head = stackalloc byte[4096];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.Length < 64 || !head.StartsWith("\x7f\x45\x4c\x46\x02\x01"u8))
        {
            return null;
        }

        int offset = (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(head[32..]), int.MaxValue);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(head[54..]);
        Span<byte> notes = stackalloc byte[MaxNoteBytes];
        for (int i = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]); i > 0 && size >= 56 && offset <= head.Length - 56; i--, offset += size)
        {
            ReadOnlySpan<byte> program = head[offset..];
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(program[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(program) == 4 && length <= MaxNoteBytes)
            {
                file.Position = (long)BinaryPrimitives.ReadUInt64LittleEndian(program[8..]);
                int read = file.ReadAtLeast(notes[..(int)length], (int)length, throwOnEndOfStream: false);
                if (FindBuildId(notes[..read]) is { } id)
                {
                    return id;
                }
            }
        }

        return null;
    }

    /// <summary>Notes: sizes of name and content, a type, both padded to four bytes.</summary>
    private static string? FindBuildId(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 12)
        {
            int name = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(notes), MaxNoteBytes);
            int content = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]), MaxNoteBytes);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]);
            int start = 12 + ((name + 3) & ~3);
            int end = start + ((content + 3) & ~3);
            if (end > notes.Length)
            {
                return null;
            }

            if (type == BuildIdNote && content >= 8 && notes.Slice(12, name).SequenceEqual("GNU\0"u8))
            {
                return Convert.ToHexStringLower(notes.Slice(start, content));
            }

            notes = notes[end..];
        }

        return null;
    }

    private static string? FindMapped(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int path = line.IndexOf('/');
            if (path > 0 && Path.GetFileName(line.AsSpan(path)).StartsWith(name, StringComparison.Ordinal))
            {
                return line[path..];
            }
        }

        return null;
    }
}
