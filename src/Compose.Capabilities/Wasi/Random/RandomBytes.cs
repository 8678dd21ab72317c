using System.Buffers.Binary;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Random;

/// <summary>Answers of the random interfaces.</summary>
internal static class RandomBytes
{
    /// <summary>The most bytes that one call gives.</summary>
    public const ulong Maximum = 64 << 20;

    public static Value Take(NodeSession session, IRandomSource? source, ulong count, string function)
    {
        if (source is null)
        {
            throw session.Denied(function);
        }

        if (count > Maximum)
        {
            throw new GuestTrapException(ErrorCodes.Exec.ResourceExhausted, $"{function} was asked for {count} bytes; {Maximum} is the most");
        }

        byte[] bytes = new byte[count];
        source.Fill(bytes);
        return Value.From(bytes);
    }

    public static Value TakeNumber(NodeSession session, IRandomSource? source, string function) =>
        source is null ? throw session.Denied(function) : Value.From(Number(source));

    public static ulong Number(IRandomSource source)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        source.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
