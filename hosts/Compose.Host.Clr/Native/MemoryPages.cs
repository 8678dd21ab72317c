using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>Files that are only in memory, and what the kernel knows of pages (Linux).</summary>
internal static unsafe partial class MemoryPages
{
    private const int ProtectionReadWrite = 3;
    private const int MapPrivate = 2;
    private const int MapNoReserve = 0x4000;
    private const int CloseOnExec = 1;
    private const int MapShared = 1;
    private const int MapFixed = 0x10;
    private const int DontNeed = 4;
    private const int NoHugePage = 15;
    private const int ReadOnlyFile = 0x80000;

    /// <summary>Bits of an entry of <c>/proc/self/pagemap</c>: in memory, swapped out, of a file or shared.</summary>
    private const ulong PagePresent = 1UL << 63, PageSwapped = 1UL << 62, PageOfFile = 1UL << 61;

    private static readonly Lazy<int> s_pageMap = new(OpenPageMap);

    [ThreadStatic]
    private static ulong[]? t_pages;

    /// <summary>How a file is mapped.</summary>
    public enum FileView
    {
        /// <summary>To read the file.</summary>
        Read,

        /// <summary>To read and write; what is written is not the file's.</summary>
        CopyOnWrite,
    }

    /// <summary>Whether the kernel tells which pages were written to.</summary>
    public static bool HasPageMap => OperatingSystem.IsLinux() && s_pageMap.Value >= 0;

    /// <summary>A page is there: it may hold anything.</summary>
    public static bool IsThere(ulong entry) => (entry & (PagePresent | PageSwapped)) != 0;

    /// <summary>A page of a copy-on-write mapping is there and not the file's any more.</summary>
    public static bool IsOwn(ulong entry) => IsThere(entry) && (entry & PageOfFile) == 0;

    /// <summary>The entries of pages, valid until the next call on the thread; none where they cannot be read.</summary>
    public static ulong[] ReadPageMap(byte* address, int pages)
    {
        ulong[] entries = t_pages is { } known && known.Length >= pages ? known : t_pages = new ulong[Math.Max(pages, 1_024)];
        fixed (ulong* first = entries)
        {
            nint wanted = pages * sizeof(ulong);
            nint read = ReadAt(s_pageMap.Value, first, wanted, (nint)((ulong)address / (ulong)Environment.SystemPageSize) * sizeof(ulong));
            return read == wanted ? entries : [];
        }
    }

    /// <summary>A file of so many zero bytes; negative where there are no such files.</summary>
    public static int CreateFile(ulong bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return -1;
        }

        int file = MemoryFile("wasm", CloseOnExec);
        if (file >= 0 && Truncate(file, (nint)bytes) != 0)
        {
            _ = Close(file);
            return -1;
        }

        return file;
    }

    public static void CloseFile(int file) => _ = Close(file);

    public static bool WriteFile(int file, ReadOnlySpan<byte> bytes, ulong offset)
    {
        fixed (byte* first = bytes)
        {
            return WriteAt(file, first, bytes.Length, (nint)offset) == bytes.Length;
        }
    }

    /// <summary>Maps a file, at an address or anywhere; null where that failed.</summary>
    public static byte* MapFile(int file, byte* address, ulong bytes, FileView view)
    {
        int protection = view == FileView.Read ? 1 : ProtectionReadWrite;
        int flags = (view == FileView.Read ? MapShared : MapPrivate | MapNoReserve) | (address is null ? 0 : MapFixed);
        void* mapped = Map(address, (nuint)bytes, protection, flags, file, 0);
        return (nint)mapped == -1 ? null : (byte*)mapped;
    }

    /// <summary>Gives pages back: those of a file are read from it again, others are zero.</summary>
    public static bool Discard(byte* address, ulong bytes) => bytes == 0 || Advise(address, (nuint)bytes, DontNeed) == 0;

    /// <summary>One byte written must not make two megabytes of pages.</summary>
    public static void UseSmallPages(byte* address, ulong bytes) => _ = Advise(address, (nuint)bytes, NoHugePage);

    private static int OpenPageMap() => Open("/proc/self/pagemap", ReadOnlyFile);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate")]
    private static partial int Truncate(int file, nint length);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int file, void* buffer, nint count, nint offset);

    [LibraryImport("libc", EntryPoint = "pwrite")]
    private static partial nint WriteAt(int file, void* buffer, nint count, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
