using Compose.Capabilities.Polling;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Io;

internal static partial class StreamsInterface
{
    private static readonly byte[] s_zeroes = new byte[BlockingWriteBytes];

    private static void DefineOutput(InterfaceBuilder builder) => builder
        .Function("[method]output-stream.check-write", static (_, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            Transfer permit = stream.Check();
            return permit.IsOk ? Value.Ok(Value.From((ulong)permit.Count)) : Error(stream.Owner, permit);
        })
        .Function("[method]output-stream.write", static (_, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            ReadOnlySpan<byte> contents = args[1].AsSpan;
            Demand(stream, (ulong)contents.Length, "write");
            return Answer(stream, stream.Write(contents));
        }, lends: true)
        .Function("[method]output-stream.blocking-write-and-flush", static (call, args) =>
        {
            ReadOnlySpan<byte> contents = args[1].AsSpan;
            DemandShort((ulong)contents.Length, "blocking-write-and-flush");
            return WriteAndFlush(call, args[0].AsObject<OutputStream>(), contents);
        }, lends: true)
        .Function("[method]output-stream.flush", static (_, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            return Answer(stream, stream.Flush());
        })
        .Function("[method]output-stream.blocking-flush", static (call, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            return EndFlush(call, stream, stream.Flush());
        })
        .Function("[method]output-stream.subscribe", static (_, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            return Value.Resource(new Pollable(stream.Owner, stream));
        })
        .Function("[method]output-stream.write-zeroes", static (_, args) =>
        {
            var stream = args[0].AsObject<OutputStream>();
            Demand(stream, args[1].AsU64, "write-zeroes");
            return Answer(stream, WriteZeroes(stream, (int)args[1].AsU64));
        })
        .Function("[method]output-stream.blocking-write-zeroes-and-flush", static (call, args) =>
        {
            DemandShort(args[1].AsU64, "blocking-write-zeroes-and-flush");
            return WriteAndFlush(call, args[0].AsObject<OutputStream>(), s_zeroes.AsSpan(0, (int)args[1].AsU64));
        })
        .Function("[method]output-stream.splice", static (_, args) =>
        {
            TrySplice(args[0].AsObject<OutputStream>(), args[1].AsObject<InputStream>(), args[2].AsU64, out Value result);
            return result;
        })
        .Function("[method]output-stream.blocking-splice", static (call, args) =>
        {
            var output = args[0].AsObject<OutputStream>();
            var input = args[1].AsObject<InputStream>();
            return TrySplice(output, input, args[2].AsU64, out Value result)
                ? result
                : HostOutcome.Pending(SpliceAsync(output, input, args[2].AsU64, call.Cancellation));
        });

    private static void Demand(OutputStream stream, ulong count, string function)
    {
        if (!stream.Permits(count))
        {
            throw new GuestTrapException($"output-stream.{function} was called with {count} bytes, more than check-write permitted");
        }
    }

    private static void DemandShort(ulong count, string function)
    {
        if (count > BlockingWriteBytes)
        {
            throw new GuestTrapException($"output-stream.{function} was called with {count} bytes, more than {BlockingWriteBytes}");
        }
    }

    private static Value Answer(OutputStream stream, Transfer outcome) =>
        outcome.IsOk ? Value.Ok() : Error(stream.Owner, outcome);

    private static Transfer WriteZeroes(OutputStream stream, int count)
    {
        Transfer written = Transfer.Of(0);
        while (count > 0 && written.IsOk)
        {
            int step = Math.Min(count, s_zeroes.Length);
            written = stream.Write(s_zeroes.AsSpan(0, step));
            count -= step;
        }

        return written;
    }

    private static HostOutcome WriteAndFlush(HostCall call, OutputStream stream, ReadOnlySpan<byte> contents)
    {
        Transfer outcome = stream.Check();
        if (outcome.IsOk && outcome.Count < contents.Length)
        {
            return HostOutcome.Pending(WriteAsync(stream, contents.ToArray(), call.Cancellation));
        }

        outcome = outcome.IsOk ? stream.Write(contents) : outcome;
        return EndFlush(call, stream, outcome.IsOk ? stream.Flush() : outcome);
    }

    private static HostOutcome EndFlush(HostCall call, OutputStream stream, Transfer outcome) =>
        outcome.IsOk && !stream.IsFlushed
            ? HostOutcome.Pending(FlushedAsync(stream, call.Cancellation))
            : Answer(stream, outcome);

    private static async ValueTask<Value> WriteAsync(OutputStream stream, ReadOnlyMemory<byte> contents, CancellationToken cancellation)
    {
        Transfer outcome = Transfer.Of(0);
        while (!contents.IsEmpty && outcome.IsOk)
        {
            outcome = stream.Check();
            if (outcome.IsOk && outcome.Count == 0)
            {
                await stream.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            if (outcome.IsOk)
            {
                int count = Math.Min(outcome.Count, contents.Length);
                outcome = stream.Write(contents.Span[..count]);
                contents = contents[count..];
            }
        }

        outcome = outcome.IsOk ? stream.Flush() : outcome;
        return outcome.IsOk ? await FlushedAsync(stream, cancellation).ConfigureAwait(false) : Answer(stream, outcome);
    }

    private static async ValueTask<Value> FlushedAsync(OutputStream stream, CancellationToken cancellation)
    {
        while (!stream.IsFlushed)
        {
            await stream.WaitAsync(cancellation).ConfigureAwait(false);
        }

        // A failure of the write shows at the next look.
        Transfer outcome = stream.Check();
        return outcome.Status == StreamStatus.Failed ? Answer(stream, outcome) : Value.Ok();
    }

    /// <summary>Moves bytes once; false where one side is not ready, with the result of having moved none.</summary>
    private static bool TrySplice(OutputStream output, InputStream input, ulong length, out Value result)
    {
        Transfer outcome = output.Check();
        if (outcome.IsOk && outcome.Count > 0 && length > 0)
        {
            Span<byte> scratch = input.Owner.Scratch;
            outcome = input.Read(scratch[..(int)Math.Min(length, (ulong)Math.Min(outcome.Count, scratch.Length))]);
            if (outcome.IsOk && outcome.Count > 0)
            {
                int count = outcome.Count;
                outcome = output.Write(scratch[..count]);
                result = outcome.IsOk ? Value.Ok(Value.From((ulong)count)) : Error(output.Owner, outcome);
                return true;
            }
        }

        result = outcome.IsOk ? Value.Ok(Value.From(0ul)) : Error(output.Owner, outcome);
        return !outcome.IsOk || length == 0;
    }

    private static async ValueTask<Value> SpliceAsync(OutputStream output, InputStream input, ulong length, CancellationToken cancellation)
    {
        while (true)
        {
            await output.WaitAsync(cancellation).ConfigureAwait(false);
            if (output.IsReady)
            {
                await input.WaitAsync(cancellation).ConfigureAwait(false);
            }

            if (TrySplice(output, input, length, out Value result))
            {
                return result;
            }
        }
    }
}
