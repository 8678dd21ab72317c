using System.Runtime.InteropServices;

namespace Compose.Capabilities.Files.Linux;

/// <summary>The calls of the C library that the trees and standard streams need. All set the last error.</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    public const int AtFdCwd = -100;
    public const int AtEmptyPath = 0x1000;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtRemoveDir = 0x200;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoControllingTerminal = 0x100;
    public const int Truncate = 0x200;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    public const short PollIn = 1;
    public const short PollOut = 4;

    public const int AppendWrite = 0x10;
    public const long UtimeNow = (1L << 30) - 1;
    public const long UtimeOmit = (1L << 30) - 2;
    public const long SystemOpenat2 = 437;

    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveBeneath = 0x08;

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>O_DIRECTORY, which is not the same everywhere.</summary>
    public static int DirectoryOnly => s_isArm ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW, which is not the same everywhere.</summary>
    public static int NoFollow => s_isArm ? 0x8000 : 0x20000;

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(FileDescriptor directory, string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial long OpenAt2(long number, FileDescriptor directory, string path, OpenHow* how, nuint size);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(FileDescriptor file, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(FileDescriptor file, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(FileDescriptor file, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint WriteAt(FileDescriptor file, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "pwritev2", SetLastError = true)]
    public static partial nint WriteVector(FileDescriptor file, IoVector* vectors, int count, long offset, int flags);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(FileDescriptor file, long length);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(FileDescriptor file);

    [LibraryImport(Library, EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SyncData(FileDescriptor file);

    /// <summary>Returns the error instead of setting it.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    public static partial int Advise(FileDescriptor file, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Stat(FileDescriptor directory, string path, int flags, uint mask, StatX* result);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetTimes(FileDescriptor directory, string path, TimeSpec* times, int flags);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(FileDescriptor file, TimeSpec* times);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectory(FileDescriptor directory, string path, int mode);

    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(FileDescriptor directory, string path, int flags);

    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(FileDescriptor oldDirectory, string oldPath, FileDescriptor newDirectory, string newPath);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(FileDescriptor oldDirectory, string oldPath, FileDescriptor newDirectory, string newPath, int flags);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SymbolicLink(string target, FileDescriptor directory, string path);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(FileDescriptor directory, string path, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    public static partial nint ReadEntries(FileDescriptor directory, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "isatty", SetLastError = true)]
    public static partial int IsTerminal(FileDescriptor file);

    /// <summary>Of the last call on this thread.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>struct open_how.</summary>
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct timespec on 64-bit systems.</summary>
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>struct iovec.</summary>
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct pollfd.</summary>
    public struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct statx_timestamp.</summary>
    public struct StatXTime
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;
    }

    /// <summary>struct statx, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct StatX
    {
        public const uint BasicMask = 0x7ff;

        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint LinkCount;
        public uint User;
        public uint Group;
        public ushort Mode;
        public ushort Spare;
        public ulong Number;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public StatXTime Accessed;
        public StatXTime Born;
        public StatXTime Changed;
        public StatXTime Modified;
        public uint RawDeviceMajor;
        public uint RawDeviceMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }
}
