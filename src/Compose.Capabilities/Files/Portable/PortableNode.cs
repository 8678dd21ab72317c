using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files.Portable;

/// <summary>An object of a folder of the host by its path, as <c>System.IO</c> shows it.</summary>
internal abstract class PortableNode(string path, NodeType type) : IFileNode
{
    public NodeType Type { get; } = type;

    /// <summary>The host's path, without links.</summary>
    protected internal string HostPath { get; } = path;

    public FileError Stat(out NodeStat stat) => Stat(HostPath, out stat);

    public FileError SetTimes(NewTime accessed, NewTime modified) => SetTimes(HostPath, accessed, modified);

    public abstract FileError Sync(bool dataOnly);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What stands at a path, links not followed; null for nothing.</summary>
    internal static FileSystemInfo? Look(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is not null || file.Exists ? file : Directory.Exists(path) ? new DirectoryInfo(path) : null;
    }

    internal static NodeType TypeOf(FileSystemInfo info) =>
        info.LinkTarget is not null ? NodeType.SymbolicLink
        : (info.Attributes & FileAttributes.Directory) != 0 ? NodeType.Directory
        : (info.Attributes & FileAttributes.Device) != 0 ? NodeType.CharacterDevice
        : NodeType.RegularFile;

    internal static FileError Stat(string path, out NodeStat stat)
    {
        NodeStat found = default;
        FileError error = FileError.NoEntry;
        FileError failed = PortableErrors.Try(() =>
        {
            if (Look(path) is { } info)
            {
                error = FileError.None;
                NodeType type = TypeOf(info);
                ulong size = type switch
                {
                    NodeType.RegularFile => (ulong)((FileInfo)info).Length,
                    NodeType.SymbolicLink => (ulong)Encoding.UTF8.GetByteCount(info.LinkTarget!),
                    _ => 0,
                };
                found = new NodeStat(
                    type, 1, size, Time(info.LastAccessTimeUtc), Time(info.LastWriteTimeUtc), Time(info.LastWriteTimeUtc), 0, Number(path));
            }
        });
        stat = found;
        return failed != FileError.None ? failed : error;
    }

    internal static FileError SetTimes(string path, NewTime accessed, NewTime modified)
    {
        if (IsBad(accessed) || IsBad(modified))
        {
            return FileError.Invalid;
        }

        return PortableErrors.Try(() =>
        {
            if (accessed.What != NewTime.Kind.NoChange)
            {
                File.SetLastAccessTimeUtc(path, Instant(accessed));
            }

            if (modified.What != NewTime.Kind.NoChange)
            {
                File.SetLastWriteTimeUtc(path, Instant(modified));
            }
        });
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private static bool IsBad(NewTime time) => time.What == NewTime.Kind.Instant
        && (time.Instant.Nanoseconds >= Timestamp.NanosecondsPerSecond || time.Instant.Seconds > 253_402_300_799);

    private static DateTime Instant(NewTime time) => time.What == NewTime.Kind.Now
        ? DateTime.UtcNow
        : DateTime.UnixEpoch.AddSeconds(time.Instant.Seconds).AddTicks(time.Instant.Nanoseconds / 100);

    private static Timestamp Time(DateTime time)
    {
        long ticks = Math.Max(0, (time - DateTime.UnixEpoch).Ticks);
        return new Timestamp((ulong)(ticks / TimeSpan.TicksPerSecond), (uint)(ticks % TimeSpan.TicksPerSecond) * 100);
    }

    /// <summary>System.IO gives no file numbers: a path stands for itself.</summary>
    private static ulong Number(string path) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(path))));
}
