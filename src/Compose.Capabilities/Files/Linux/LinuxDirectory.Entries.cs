using System.Buffers.Binary;
using System.Text;

namespace Compose.Capabilities.Files.Linux;

internal sealed unsafe partial class LinuxDirectory
{
    private const int EntryBufferBytes = 32_768;

    /// <summary>Offset of the name in struct linux_dirent64: inode 8, offset 8, length 2, type 1.</summary>
    private const int NameOffset = 19;

    public FileError Entries(out IReadOnlyList<DirectoryEntry> entries)
    {
        entries = [];

        // A descriptor of its own, since the position belongs to it.
        int own = LibC.OpenAt(Descriptor, ".", LibC.ReadOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        if (own < 0)
        {
            return Errno.Map(LibC.LastError);
        }

        using var directory = new FileDescriptor(own);
        var found = new List<(byte[] Name, NodeType Type)>();
        byte[] buffer = GC.AllocateUninitializedArray<byte>(EntryBufferBytes);
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = LibC.ReadEntries(directory, start, EntryBufferBytes);
                if (count < 0)
                {
                    return Errno.Map(LibC.LastError);
                }

                if (count == 0)
                {
                    break;
                }

                Read(buffer.AsSpan(0, (int)count), directory, found);
            }
        }

        found.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        var list = new DirectoryEntry[found.Count];
        for (int i = 0; i < list.Length; i++)
        {
            Beneath.TryDecode(found[i].Name, out string? name);
            list[i] = new DirectoryEntry(found[i].Type, name);
        }

        entries = list;
        return FileError.None;
    }

    private static void Read(ReadOnlySpan<byte> records, FileDescriptor directory, List<(byte[] Name, NodeType Type)> found)
    {
        while (!records.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(records[16..]);
            ReadOnlySpan<byte> name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                found.Add((name.ToArray(), TypeOf(records[18], name, directory)));
            }

            records = records[length..];
        }
    }

    private static NodeType TypeOf(byte type, ReadOnlySpan<byte> name, FileDescriptor directory)
    {
        switch (type)
        {
            case 1: return NodeType.Fifo;
            case 2: return NodeType.CharacterDevice;
            case 4: return NodeType.Directory;
            case 6: return NodeType.BlockDevice;
            case 8: return NodeType.RegularFile;
            case 10: return NodeType.SymbolicLink;
            case 12: return NodeType.Socket;

            // A file system that does not say.
            default:
                return System.Text.Unicode.Utf8.IsValid(name)
                    && Stat(directory, Encoding.UTF8.GetString(name), LibC.AtSymlinkNoFollow, out NodeStat stat) == FileError.None
                    ? stat.Type
                    : NodeType.Unknown;
        }
    }
}
