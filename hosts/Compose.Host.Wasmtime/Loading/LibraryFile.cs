using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Loading;

/// <summary>
/// Looks at a shared library before the system's loader does: a file that is cut short can be mapped and kill the process
/// when a missing page is touched, and loaders say little about the others.
/// </summary>
internal static class LibraryFile
{
    private const int HeaderBytes = 4096;

    /// <summary>Null when the file is a whole library for this process, else what is wrong with it.</summary>
    public static string? Refuse(string path)
    {
        using FileStream file = File.OpenRead(path);
        var head = new byte[HeaderBytes];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> bytes = head.AsSpan(0, length);
        if (bytes.Length < 64)
        {
            return $"it has only {bytes.Length} bytes";
        }

        if (bytes.StartsWith("\x7f\x45\x4c\x46"u8))
        {
            return OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD() ? RefuseElf(file, bytes) : "it is a library for Linux";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) == 0xfeedfacf)
        {
            return OperatingSystem.IsMacOS() ? RefuseMachO(file, bytes) : "it is a library for macOS";
        }

        if (bytes.StartsWith("MZ"u8))
        {
            return OperatingSystem.IsWindows() ? RefusePortable(file, bytes) : "it is a library for Windows";
        }

        // One file for several processors: the loader picks.
        return BinaryPrimitives.ReadUInt32BigEndian(bytes) == 0xcafebabe && OperatingSystem.IsMacOS() ? null : "it is not a shared library";
    }

    private static string? RefuseElf(FileStream file, ReadOnlySpan<byte> head)
    {
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        Architecture? found = head[4] != 2 || head[5] != 1 ? null : machine switch
        {
            62 => Architecture.X64,
            183 => Architecture.Arm64,
            243 => Architecture.RiscV64,
            22 => Architecture.S390x,
            _ => null,
        };
        if (RefuseProcessor(found, $"machine {machine}") is { } reason)
        {
            return reason;
        }

        ulong programOffset = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        ulong sectionOffset = BinaryPrimitives.ReadUInt64LittleEndian(head[40..]);
        int programSize = BinaryPrimitives.ReadUInt16LittleEndian(head[54..]);
        int programCount = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        ulong sectionBytes = (ulong)BinaryPrimitives.ReadUInt16LittleEndian(head[58..]) * BinaryPrimitives.ReadUInt16LittleEndian(head[60..]);
        ulong needed = sectionOffset + sectionBytes;
        for (int i = 0; i < programCount; i++)
        {
            ulong at = programOffset + (ulong)(i * programSize);
            if (programSize < 56 || at + 56 > (ulong)head.Length)
            {
                return "its header is damaged";
            }

            ReadOnlySpan<byte> program = head[(int)at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(program) == 1)
            {
                needed = Math.Max(needed, BinaryPrimitives.ReadUInt64LittleEndian(program[8..]) + BinaryPrimitives.ReadUInt64LittleEndian(program[32..]));
            }
        }

        return RefuseLength(file, needed);
    }

    private static string? RefuseMachO(FileStream file, ReadOnlySpan<byte> head)
    {
        uint machine = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (RefuseProcessor(machine switch { 0x01000007 => Architecture.X64, 0x0100000c => Architecture.Arm64, _ => null }, $"type 0x{machine:x}") is { } reason)
        {
            return reason;
        }

        int at = 32;
        ulong needed = 0;
        for (uint i = BinaryPrimitives.ReadUInt32LittleEndian(head[16..]); i > 0 && at + 56 <= head.Length; i--)
        {
            ReadOnlySpan<byte> command = head[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(command) == 0x19)
            {
                needed = Math.Max(needed, BinaryPrimitives.ReadUInt64LittleEndian(command[40..]) + BinaryPrimitives.ReadUInt64LittleEndian(command[48..]));
            }

            uint size = BinaryPrimitives.ReadUInt32LittleEndian(command[4..]);
            if (size is < 8 or > HeaderBytes)
            {
                return "its header is damaged";
            }

            at += (int)size;
        }

        return RefuseLength(file, needed);
    }

    private static string? RefusePortable(FileStream file, ReadOnlySpan<byte> head)
    {
        int at = BinaryPrimitives.ReadInt32LittleEndian(head[60..]);
        if (at < 64 || at > head.Length - 24 || !head[at..].StartsWith("PE\0\0"u8))
        {
            return "its header is damaged";
        }

        ReadOnlySpan<byte> header = head[(at + 4)..];
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(header);
        if (RefuseProcessor(machine switch { 0x8664 => Architecture.X64, 0xaa64 => Architecture.Arm64, _ => null }, $"machine 0x{machine:x}") is { } reason)
        {
            return reason;
        }

        int section = at + 24 + BinaryPrimitives.ReadUInt16LittleEndian(header[16..]);
        ulong needed = 0;
        for (int i = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]); i > 0 && section + 40 <= head.Length; i--, section += 40)
        {
            ReadOnlySpan<byte> entry = head[section..];
            needed = Math.Max(needed, (ulong)BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]) + BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));
        }

        return RefuseLength(file, needed);
    }

    private static string? RefuseProcessor(Architecture? found, string otherwise)
    {
        Architecture own = RuntimeInformation.ProcessArchitecture;
        return found == own ? null : $"it is for another processor ({found?.ToString().ToLowerInvariant() ?? otherwise}; this process is {own.ToString().ToLowerInvariant()})";
    }

    private static string? RefuseLength(FileStream file, ulong needed) =>
        (ulong)file.Length >= needed ? null : $"it is cut short: {file.Length} of {needed} bytes";
}
