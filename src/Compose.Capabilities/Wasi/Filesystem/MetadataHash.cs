using System.Buffers.Binary;
using System.Security.Cryptography;
using Compose.Capabilities.Files;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Filesystem;

/// <summary>
/// The record <c>metadata-hash-value</c>: the first 128 bits of SHA-256 over which node it is and, but for directories,
/// its size and time of modification. Guests take it for an inode number, and walks of a tree compare those of a directory
/// before and after changing it, so a directory's stays.
/// </summary>
internal static class MetadataHash
{
    public static Value Of(in NodeStat stat)
    {
        Span<byte> input = stackalloc byte[40];
        input.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(input, stat.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(input[8..], stat.Number);
        if (stat.Type != NodeType.Directory)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(input[16..], stat.Size);
            BinaryPrimitives.WriteUInt64LittleEndian(input[24..], stat.Modified?.Seconds ?? 0);
            BinaryPrimitives.WriteUInt64LittleEndian(input[32..], stat.Modified?.Nanoseconds ?? 0);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return Value.Ok(Value.Record(
            Value.From(BinaryPrimitives.ReadUInt64LittleEndian(hash)),
            Value.From(BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]))));
    }
}
