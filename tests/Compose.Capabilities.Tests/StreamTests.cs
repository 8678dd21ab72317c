using System.IO.Pipes;
using System.Text;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

public sealed class StreamTests
{
    private const string In = "wasi:io/streams#[method]input-stream.";
    private const string Out = "wasi:io/streams#[method]output-stream.";

    private static Caller With(IInputSource stdin, IOutputSink? stdout = null, NodeLimits? limits = null) => new(
        NodeAuthority.Command(new InstancePath("app"), []) with { Limits = limits ?? NodeLimits.Default },
        new HostServices { Stdin = stdin, Stdout = stdout ?? new MemorySink() });

    private static Value Stdin(Caller caller) => caller.Call("wasi:cli/stdin#get-stdin");

    private static Value Stdout(Caller caller) => caller.Call("wasi:cli/stdout#get-stdout");

    private static string Text(Value read) => Encoding.UTF8.GetString(read.Ok().AsBytes);

    [Fact]
    public void Input_Read_GivesUpToTheLengthThenCloses()
    {
        Caller caller = With(new MemorySource("abcdef"u8.ToArray()));
        Value stdin = Stdin(caller);
        Assert.Equal("", Text(caller.Call(In + "read", stdin, Value.From(0ul))));
        Assert.Equal("ab", Text(caller.Call(In + "read", stdin, Value.From(2ul))));
        Assert.Equal(1ul, caller.Call(In + "skip", stdin, Value.From(1ul)).Ok().AsU64);
        Assert.Equal(1ul, caller.Call(In + "blocking-skip", stdin, Value.From(1ul)).Ok().AsU64);
        Assert.Equal("ef", Text(caller.Call(In + "blocking-read", stdin, Value.From(ulong.MaxValue))));
        Assert.True(caller.Call(In + "read", stdin, Value.From(1ul)).IsClosed());
        Assert.True(caller.Call(In + "blocking-skip", stdin, Value.From(1ul)).IsClosed());
    }

    [Fact]
    public async Task Input_OfAPipe_WaitsWithoutBlockingTheCaller()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        Caller caller = With(new PumpedSource(reader, "stdin"));
        Value stdin = Stdin(caller);
        Assert.Equal("", Text(caller.Call(In + "read", stdin, Value.From(5ul))));
        Value pollable = caller.Call(In + "subscribe", stdin);
        Assert.False(caller.Call("wasi:io/poll#[method]pollable.ready", pollable).AsBool);
        Task<Value> read = caller.CallAsync(In + "blocking-read", default, stdin, Value.From(5ul));
        Assert.False(read.IsCompleted);
        writer.Write("hi"u8);
        Assert.Equal("hi", Text(await read));
        writer.Write("again"u8);
        caller.Call("wasi:io/poll#[method]pollable.block", pollable);
        Assert.Equal("again", Text(caller.Call(In + "read", stdin, Value.From(9ul))));
        writer.Dispose();
        Assert.True(caller.Call(In + "blocking-read", stdin, Value.From(5ul)).IsClosed());
    }

    [Fact]
    public async Task Input_Waiting_EndsWhenTheRunIsCancelled()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        Caller caller = With(new PumpedSource(reader, "stdin"));
        using var source = new CancellationTokenSource();
        Task<Value> read = caller.CallAsync(In + "blocking-read", source.Token, Stdin(caller), Value.From(5ul));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        // The thread that reads for the source lets go of the pipe.
        writer.Dispose();
    }

    [Fact]
    public void Input_ThatFails_GivesAnErrorOnceThenCloses()
    {
        Caller caller = With(new PumpedSource(new FailingStream(), "stdin"));
        Value stdin = Stdin(caller);
        Value failed = caller.Call(In + "blocking-read", stdin, Value.From(5ul));
        Assert.Equal(0, failed.Err());
        Value error = failed.Payload.Payload;
        Assert.Equal("the disk is on fire", caller.Call("wasi:io/error#[method]error.to-debug-string", error).AsString);
        Assert.False(caller.Call("wasi:filesystem/types#filesystem-error-code", error).IsSome);
        Assert.False(caller.Call("wasi:http/types#http-error-code", error).IsSome);
        Assert.True(caller.Call(In + "blocking-read", stdin, Value.From(5ul)).IsClosed());
    }

    [Fact]
    public void Output_Write_NeedsAPermit()
    {
        Caller caller = With(ClosedSource.Instance);
        Value stdout = Stdout(caller);
        caller.Call(Out + "write", stdout, Value.From(Array.Empty<byte>())).Ok();
        Assert.Throws<GuestTrapException>(() => caller.Call(Out + "write", stdout, Value.From(new byte[1])));
        ulong permit = caller.Call(Out + "check-write", stdout).Ok().AsU64;
        Assert.True(permit >= 4_096);
        caller.Call(Out + "write", stdout, Value.From(new byte[permit])).Ok();
        Assert.Throws<GuestTrapException>(() => caller.Call(Out + "write-zeroes", stdout, Value.From(1ul)));
    }

    [Fact]
    public void Output_BlockingWrites_TakeAtMost4096Bytes()
    {
        Caller caller = With(ClosedSource.Instance);
        Value stdout = Stdout(caller);
        caller.Call(Out + "blocking-write-and-flush", stdout, Value.From(new byte[4_096])).Ok();
        caller.Call(Out + "blocking-write-zeroes-and-flush", stdout, Value.From(4_096ul)).Ok();
        Assert.Throws<GuestTrapException>(() => caller.Call(Out + "blocking-write-and-flush", stdout, Value.From(new byte[4_097])));
        Assert.Throws<GuestTrapException>(() => caller.Call(Out + "blocking-write-zeroes-and-flush", stdout, Value.From(4_097ul)));
        Assert.Equal(8_192L, caller.Node.Session.OutputBytes);
    }

    [Fact]
    public void Output_WriteZeroes_WritesZeroes()
    {
        var sink = new MemorySink();
        Caller caller = With(ClosedSource.Instance, sink);
        Value stdout = Stdout(caller);
        caller.Call(Out + "check-write", stdout).Ok();
        caller.Call(Out + "write-zeroes", stdout, Value.From(10_000ul)).Ok();
        caller.Call(Out + "flush", stdout).Ok();
        caller.Call(Out + "blocking-flush", stdout).Ok();
        Assert.Equal(new byte[10_000], sink.ToArray());
    }

    [Fact]
    public void Output_Splice_MovesBytesUntilTheInputCloses()
    {
        var sink = new MemorySink();
        Caller caller = With(new MemorySource("some bytes"u8.ToArray()), sink);
        Value stdin = Stdin(caller);
        Value stdout = Stdout(caller);
        Assert.Equal(0ul, caller.Call(Out + "splice", stdout, stdin, Value.From(0ul)).Ok().AsU64);
        Assert.Equal(4ul, caller.Call(Out + "splice", stdout, stdin, Value.From(4ul)).Ok().AsU64);
        Assert.Equal(6ul, caller.Call(Out + "blocking-splice", stdout, stdin, Value.From(ulong.MaxValue)).Ok().AsU64);
        Assert.True(caller.Call(Out + "blocking-splice", stdout, stdin, Value.From(1ul)).IsClosed());
        Assert.Equal("some bytes", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public async Task Output_BlockingSplice_WaitsForTheInput()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        var sink = new MemorySink();
        Caller caller = With(new PumpedSource(reader, "stdin"), sink);
        Value stdin = Stdin(caller);
        Value stdout = Stdout(caller);
        Assert.Equal(0ul, caller.Call(Out + "splice", stdout, stdin, Value.From(9ul)).Ok().AsU64);
        Task<Value> moved = caller.CallAsync(Out + "blocking-splice", default, stdout, stdin, Value.From(9ul));
        Assert.False(moved.IsCompleted);
        writer.Write("late"u8);
        Assert.Equal(4ul, (await moved).Ok().AsU64);
        Assert.Equal("late", Encoding.UTF8.GetString(sink.ToArray()));
    }

    [Fact]
    public void Output_ThatFails_GivesAnErrorOnceThenCloses()
    {
        Caller caller = With(ClosedSource.Instance, new MemorySink(limit: 3));
        Value stdout = Stdout(caller);
        Assert.Equal(0, caller.Call(Out + "blocking-write-and-flush", stdout, Value.From(new byte[4])).Err());
        Assert.True(caller.Call(Out + "check-write", stdout).IsClosed());
        Assert.True(caller.Call(Out + "write", stdout, Value.From(Array.Empty<byte>())).IsClosed());
        Assert.True(caller.Call(Out + "flush", stdout).IsClosed());
        Assert.True(caller.Call(Out + "blocking-flush", stdout).IsClosed());
    }

    [Fact]
    public async Task Output_IntoAFullPipe_HoldsUpTheGuestAloneAndLosesNothing()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        Caller caller = With(ClosedSource.Instance, new StreamSink(writer));
        Value stdout = Stdout(caller);
        long sent = 0;
        Task<Value> pending = Task.FromResult(Value.Ok());
        for (int i = 0; i < 1_000 && pending.IsCompleted; i++)
        {
            pending = caller.CallAsync(Out + "blocking-write-and-flush", default, stdout, Value.From(new byte[4_096]));
            await Task.WhenAny(pending, Task.Delay(200));
            sent += 4_096;
        }

        Assert.False(pending.IsCompleted);
        long received = 0;
        byte[] buffer = new byte[65_536];
        while (received < sent)
        {
            received += await reader.ReadAsync(buffer);
        }

        (await pending).Ok();
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Output_WhoseReaderHasGone_IsClosed()
    {
        var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = new AnonymousPipeClientStream(PipeDirection.Out, reader.ClientSafePipeHandle);
        Caller caller = With(ClosedSource.Instance, new StreamSink(writer));
        Value stdout = Stdout(caller);
        reader.Dispose();

        // A process that another test starts holds a copy of the reader's end for a moment.
        for (int i = 0; i < 100 && !caller.Call(Out + "check-write", stdout).IsClosed(); i++)
        {
            await caller.CallAsync(Out + "blocking-write-and-flush", default, stdout, Value.From(new byte[10]));
            await Task.Delay(10);
        }

        Assert.True(caller.Call(Out + "check-write", stdout).IsClosed());
    }

    [Fact]
    public void Poll_OfNothing_Traps() =>
        Assert.Throws<GuestTrapException>(() => With(ClosedSource.Instance).Call("wasi:io/poll#poll", Value.List()));

    [Fact]
    public void Poll_OfSeveral_GivesTheReadyOnes()
    {
        Caller caller = With(new MemorySource(default));
        Value never = caller.Call("wasi:clocks/monotonic-clock#subscribe-duration", Value.From(1_000_000_000ul));
        Value now = caller.Call("wasi:io/streams#[method]input-stream.subscribe", Stdin(caller));
        Value[] ready = caller.Call("wasi:io/poll#poll", Value.List(never, now, now)).AsList;
        Assert.Equal([1u, 2u], ready.Select(v => v.AsU32));
    }

    [Fact]
    public async Task Poll_OfVirtualTimeAndTheWorld_WaitsForTheWorld()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        Caller caller = With(new PumpedSource(reader, "stdin"));
        Value soon = caller.Call("wasi:clocks/monotonic-clock#subscribe-duration", Value.From(1ul));
        Value input = caller.Call("wasi:io/streams#[method]input-stream.subscribe", Stdin(caller));
        Task<Value> polled = caller.CallAsync("wasi:io/poll#poll", default, Value.List(soon, input));
        await Task.Delay(50);
        Assert.False(polled.IsCompleted);
        writer.Write("x"u8);
        Assert.Equal([1u], (await polled).AsList.Select(v => v.AsU32));
    }

    [Fact]
    public void Limits_OfOutput_EndTheRun()
    {
        var sink = new MemorySink();
        Caller caller = With(ClosedSource.Instance, sink, new NodeLimits { OutputBytes = 10_000 });
        Value stdout = Stdout(caller);
        var ended = Assert.Throws<GuestTrapException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                caller.Call(Out + "blocking-write-and-flush", stdout, Value.From(new byte[4_096])).Ok();
            }
        });
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, ended.Error.Code);
        Assert.Equal(8_192, sink.ToArray().Length);
    }

    [Fact]
    public void Limits_OfCalls_EndTheRun()
    {
        Caller caller = With(ClosedSource.Instance, limits: new NodeLimits { Operations = 3 });
        Value stdout = Stdout(caller);
        caller.Call(Out + "check-write", stdout).Ok();
        caller.Call("wasi:cli/environment#get-arguments");
        var ended = Assert.Throws<GuestTrapException>(() => caller.Call(Out + "check-write", stdout));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, ended.Error.Code);
    }

    [Fact]
    public void Limits_OfHandles_CountThoseThatAreAlive()
    {
        Caller caller = With(ClosedSource.Instance, limits: new NodeLimits { Handles = 3 });
        for (int i = 0; i < 100; i++)
        {
            Stdout(caller).AsObject<HostResource>().Release();
        }

        Assert.Equal(0, caller.Node.Session.Handles);
        Stdout(caller);
        Stdout(caller);
        Stdout(caller);
        var ended = Assert.Throws<GuestTrapException>(() => Stdout(caller));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, ended.Error.Code);
    }

    private sealed class FailingStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("the disk is on fire");
    }
}
