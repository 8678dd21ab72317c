using Compose.Capabilities.Polling;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Io;

internal static partial class StreamsInterface
{
    private static void DefineInput(InterfaceBuilder builder) => builder
        .Function("[method]input-stream.read", static (call, args) =>
            TryRead(call, args[0].AsObject<InputStream>(), args[1].AsU64, false, out Value result) ? result : Value.Ok(Value.From(Array.Empty<byte>())), lends: true)
        .Function("[method]input-stream.blocking-read", static (call, args) => Blocking(call, args, false), lends: true)
        .Function("[method]input-stream.skip", static (call, args) =>
            TryRead(call, args[0].AsObject<InputStream>(), args[1].AsU64, true, out Value result) ? result : Value.Ok(Value.From(0ul)))
        .Function("[method]input-stream.blocking-skip", static (call, args) => Blocking(call, args, true))
        .Function("[method]input-stream.subscribe", static (_, args) =>
        {
            var stream = args[0].AsObject<InputStream>();
            return Value.Resource(new Pollable(stream.Owner, stream));
        });

    /// <summary>Reads or skips once; false where nothing is there yet.</summary>
    private static bool TryRead(HostCall call, InputStream stream, ulong length, bool skip, out Value result)
    {
        Span<byte> scratch = stream.Owner.Scratch;
        Transfer read = stream.Read(scratch[..(int)Math.Min(length, (ulong)scratch.Length)]);
        if (!read.IsOk)
        {
            result = Error(stream.Owner, read);
            return true;
        }

        result = Value.Ok(skip ? Value.From((ulong)read.Count) : stream.Owner.FromScratch(call, read.Count));
        return read.Count > 0 || length == 0;
    }

    private static HostOutcome Blocking(HostCall call, ReadOnlySpan<Value> args, bool skip)
    {
        var stream = args[0].AsObject<InputStream>();
        ulong length = args[1].AsU64;
        return TryRead(call, stream, length, skip, out Value result)
            ? result
            : HostOutcome.Pending(ReadAsync(call, stream, length, skip));
    }

    private static async ValueTask<Value> ReadAsync(HostCall call, InputStream stream, ulong length, bool skip)
    {
        while (true)
        {
            await stream.WaitAsync(call.Cancellation).ConfigureAwait(false);
            if (TryRead(call, stream, length, skip, out Value result))
            {
                return result;
            }
        }
    }
}
