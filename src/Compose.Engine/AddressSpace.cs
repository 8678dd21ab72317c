using System.Runtime.InteropServices;

namespace Compose.Engine;

/// <summary>Reserves address space and commits it in part, so that a growing memory need not move.</summary>
public static unsafe partial class AddressSpace
{
    private const int ProtectionNone = 0;
    private const int ProtectionReadWrite = 3;
    private const int MapPrivate = 2;
    private const int MapNoReserveLinux = 0x4000;
    private const uint MemoryCommit = 0x1000;
    private const uint MemoryReserve = 0x2000;
    private const uint MemoryRelease = 0x8000;
    private const uint PageNoAccess = 1;
    private const uint PageReadWrite = 4;

    private static int MapAnonymous => OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 0x1000 : 0x20;

    /// <summary>Reserves <paramref name="bytes"/> without access; null when there is no room.</summary>
    public static byte* Reserve(ulong bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            return (byte*)VirtualAlloc(null, (nuint)bytes, MemoryReserve, PageNoAccess);
        }

        int flags = MapPrivate | MapAnonymous | (OperatingSystem.IsLinux() ? MapNoReserveLinux : 0);
        void* address = Map(null, (nuint)bytes, ProtectionNone, flags, -1, 0);
        return (nint)address == -1 ? null : (byte*)address;
    }

    /// <summary>Makes zeroed bytes of a reservation accessible; whole pages.</summary>
    public static bool Commit(byte* address, ulong bytes)
    {
        if (bytes == 0)
        {
            return true;
        }

        return OperatingSystem.IsWindows()
            ? VirtualAlloc(address, (nuint)bytes, MemoryCommit, PageReadWrite) != null
            : Protect(address, (nuint)bytes, ProtectionReadWrite) == 0;
    }

    /// <summary>Gives a whole reservation back.</summary>
    public static void Release(byte* address, ulong bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = VirtualFree(address, 0, MemoryRelease);
        }
        else
        {
            _ = Unmap(address, (nuint)bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc")]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree")]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
