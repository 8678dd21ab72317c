using System.Text;
using Compose.Canonical;
using Compose.Capabilities.Services;

namespace Compose.Exec;

/// <summary>
/// The result of a run as the exec cache keeps it: the canonical CBOR array
/// <c>[1, exit code, value, fuel, memory, [[stream, bytes] …]]</c> (SPEC.md §3), where stream 1 is standard output and 2
/// standard error, in the order in which the guest wrote.
/// </summary>
internal sealed class CachedRun
{
    /// <summary>Bytes of output that are kept; a run that writes more is not cached.</summary>
    public const int MaxOutput = 16 << 20;

    public const byte Stdout = 1, Stderr = 2;

    private const int Version = 1, Parts = 6;

    private readonly CborNode _pieces;

    private CachedRun(ExecResult result, CborNode pieces)
    {
        Result = result;
        _pieces = pieces;
    }

    public ExecResult Result { get; }

    /// <summary>The result of a run that the guest ended by itself, with what it wrote.</summary>
    public static byte[] Encode(ExecResult result, OutputTape output)
    {
        var writer = new CborWriter();
        writer.WriteArrayHead(Parts);
        writer.WriteUnsigned(Version);
        writer.WriteInteger(result.ExitCode);
        if (result.Value is { } value)
        {
            // Bytes: what a guest answers need not be normalised text.
            writer.WriteBytes(Encoding.UTF8.GetBytes(value));
        }
        else
        {
            writer.WriteNull();
        }

        if (result.FuelUsed is { } fuel)
        {
            writer.WriteInteger(fuel);
        }
        else
        {
            writer.WriteNull();
        }

        writer.WriteUnsigned(result.MemoryBytes);
        writer.WriteArrayHead(output.Count);
        foreach ((byte stream, ReadOnlyMemory<byte> bytes) in output.Pieces)
        {
            writer.WriteArrayHead(2);
            writer.WriteUnsigned(stream);
            writer.WriteBytes(bytes.Span);
        }

        return writer.ToArray();
    }

    /// <summary>Reads the encoded form; null for what is none.</summary>
    public static CachedRun? Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            CborNode node = CborReader.ReadCanonical(bytes, ErrorCodes.Exec.CacheError);
            if (node.Kind != CborKind.Array || node.Items is not { Count: Parts } items
                || items[0].Kind != CborKind.Unsigned || items[0].Argument != Version
                || Integer(items[1]) is not { } code || items[4].Kind != CborKind.Unsigned || items[5].Kind != CborKind.Array)
            {
                return null;
            }

            foreach (CborNode piece in items[5].Items)
            {
                if (piece.Kind != CborKind.Array || piece.Items.Count != 2
                    || piece.Items[0].Kind != CborKind.Unsigned || piece.Items[0].Argument is not (Stdout or Stderr) || piece.Items[1].Kind != CborKind.Bytes)
                {
                    return null;
                }
            }

            var result = new ExecResult(ExecOutcome.Exited, (int)code, null)
            {
                Value = items[2].Kind == CborKind.Bytes ? Encoding.UTF8.GetString(items[2].Bytes.Span) : null,
                FuelUsed = Integer(items[3]),
                MemoryBytes = items[4].Argument,
                Cache = CacheState.Hit,
            };
            return new CachedRun(result, items[5]);
        }
        catch (ComposeException)
        {
            return null;
        }
    }

    /// <summary>Writes the output again, to sinks that take it at once.</summary>
    public void WriteTo(IOutputSink stdout, IOutputSink stderr)
    {
        foreach (CborNode piece in _pieces.Items)
        {
            (piece.Items[0].Argument == Stdout ? stdout : stderr).Write(piece.Items[1].Bytes.Span);
        }
    }

    private static long? Integer(CborNode node) => node.Kind switch
    {
        CborKind.Unsigned when node.Argument <= long.MaxValue => (long)node.Argument,
        CborKind.Negative when node.Argument <= long.MaxValue => ~(long)node.Argument,
        _ => null,
    };
}
