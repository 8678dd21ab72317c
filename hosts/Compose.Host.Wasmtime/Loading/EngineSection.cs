using System.Buffers.Binary;
using System.Text;

namespace Compose.Host.Wasmtime.Loading;

/// <summary>
/// The section of a serialised module in which Wasmtime keeps its version and all that decides the code: target,
/// processor features, compiler settings. The library has no function that says its version.
/// </summary>
internal static class EngineSection
{
    private static ReadOnlySpan<byte> Name => ".wasmtime.engine"u8;

    /// <summary>The content of the section, or nothing when the bytes are no such file.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < 64 || !elf.StartsWith("\x7f\x45\x4c\x46"u8))
        {
            return default;
        }

        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        int strings = BinaryPrimitives.ReadUInt16LittleEndian(elf[62..]);
        if (size < 64 || table > (ulong)elf.Length || (ulong)(size * count) > (ulong)elf.Length - table || strings >= count)
        {
            return default;
        }

        ReadOnlySpan<byte> headers = elf.Slice((int)table, size * count);
        ReadOnlySpan<byte> names = Content(elf, headers.Slice(strings * size, size));
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = headers.Slice(i * size, size);
            uint name = BinaryPrimitives.ReadUInt32LittleEndian(header);
            if (name < names.Length && names[(int)name..].StartsWith(Name) && names.Length > name + Name.Length && names[(int)name + Name.Length] == 0)
            {
                return Content(elf, header);
            }
        }

        return default;
    }

    /// <summary>The version of the library that wrote the section, or null.</summary>
    public static string? VersionOf(ReadOnlySpan<byte> section) =>
        section.Length > 2 && section[0] == 0 && section.Length >= section[1] + 2 ? Encoding.UTF8.GetString(section.Slice(2, section[1])) : null;

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> elf, ReadOnlySpan<byte> header)
    {
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        return offset > (ulong)elf.Length || length > (ulong)elf.Length - offset ? default : elf.Slice((int)offset, (int)length);
    }
}
