using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files.Linux;

/// <summary>An open object of a folder of the host.</summary>
internal abstract unsafe class LinuxNode(FileDescriptor descriptor, NodeType type) : IFileNode
{
    public NodeType Type { get; } = type;

    protected internal FileDescriptor Descriptor { get; } = descriptor;

    public FileError Stat(out NodeStat stat) => Stat(Descriptor, string.Empty, LibC.AtEmptyPath, out stat);

    public FileError SetTimes(NewTime accessed, NewTime modified)
    {
        LibC.TimeSpec* times = stackalloc LibC.TimeSpec[2];
        FileError error = Fill(times, accessed, modified);
        return error != FileError.None ? error : Answer(LibC.SetTimes(Descriptor, times));
    }

    public FileError Sync(bool dataOnly)
    {
        FileError error = Answer(dataOnly ? LibC.SyncData(Descriptor) : LibC.Sync(Descriptor));

        // What cannot be synchronised, a pipe, has nothing to bring to a disk.
        return error is FileError.Invalid or FileError.ReadOnly ? FileError.None : error;
    }

    public void Dispose() => Descriptor.Dispose();

    internal static FileError Stat(FileDescriptor directory, string path, int flags, out NodeStat stat)
    {
        LibC.StatX result;
        stat = default;
        if (LibC.Stat(directory, path, flags, LibC.StatX.BasicMask, &result) < 0)
        {
            return Errno.Map(LibC.LastError);
        }

        stat = new NodeStat(
            TypeOf(result.Mode),
            result.LinkCount,
            result.Size,
            Time(result.Accessed),
            Time(result.Modified),
            Time(result.Changed),
            ((ulong)result.DeviceMajor << 32) | result.DeviceMinor,
            result.Number);
        return FileError.None;
    }

    /// <summary>The two times as the kernel takes them.</summary>
    protected static FileError Fill(LibC.TimeSpec* times, NewTime accessed, NewTime modified)
    {
        FileError error = Fill(ref times[0], accessed);
        return error != FileError.None ? error : Fill(ref times[1], modified);
    }

    /// <summary>The error of a call that gives -1.</summary>
    protected static FileError Answer(int result) => result >= 0 ? FileError.None : Errno.Map(LibC.LastError);

    private static FileError Fill(ref LibC.TimeSpec time, NewTime wanted)
    {
        switch (wanted.What)
        {
            case NewTime.Kind.NoChange:
                time.Nanoseconds = LibC.UtimeOmit;
                return FileError.None;
            case NewTime.Kind.Now:
                time.Nanoseconds = LibC.UtimeNow;
                return FileError.None;
            default:
                if (wanted.Instant.Nanoseconds >= Timestamp.NanosecondsPerSecond)
                {
                    return FileError.Invalid;
                }

                if (wanted.Instant.Seconds > long.MaxValue)
                {
                    return FileError.Overflow;
                }

                time.Seconds = (long)wanted.Instant.Seconds;
                time.Nanoseconds = wanted.Instant.Nanoseconds;
                return FileError.None;
        }
    }

    private static NodeType TypeOf(ushort mode) => (mode & 0xf000) switch
    {
        0x1000 => NodeType.Fifo,
        0x2000 => NodeType.CharacterDevice,
        0x4000 => NodeType.Directory,
        0x6000 => NodeType.BlockDevice,
        0x8000 => NodeType.RegularFile,
        0xa000 => NodeType.SymbolicLink,
        0xc000 => NodeType.Socket,
        _ => NodeType.Unknown,
    };

    /// <summary>Times before 1970 have no place in WASI; they read as 1970.</summary>
    private static Timestamp Time(LibC.StatXTime time) =>
        time.Seconds < 0 ? default : new Timestamp((ulong)time.Seconds, time.Nanoseconds);
}
