using System.Text;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

public sealed class CliTests
{
    private static readonly NodeAuthority s_denied = new(new InstancePath("app/quiet"));

    [Fact]
    public void Environment_Granted_IsGivenInOrder()
    {
        var caller = new Caller(NodeAuthority.Command(new InstancePath("app"), ["name", "a b", ""]) with
        {
            Environment = [new("B", "2"), new("A", "1=x")],
            InitialDirectory = "/work",
        });
        Value[] variables = caller.Call("wasi:cli/environment#get-environment").AsList;
        Assert.Equal(["B=2", "A=1=x"], variables.Select(v => v[0].AsString + "=" + v[1].AsString));
        Assert.Equal(["name", "a b", ""], caller.Call("wasi:cli/environment#get-arguments").AsList.Select(v => v.AsString));
        Assert.Equal("/work", caller.Call("wasi:cli/environment#initial-cwd").Payload.AsString);
    }

    [Fact]
    public void Environment_Denied_IsEmpty()
    {
        var caller = new Caller(s_denied);
        Assert.Empty(caller.Call("wasi:cli/environment#get-environment").AsList);
        Assert.Empty(caller.Call("wasi:cli/environment#get-arguments").AsList);
        Assert.False(caller.Call("wasi:cli/environment#initial-cwd").IsSome);
    }

    [Theory]
    [InlineData("exit", 0ul, 0)]
    [InlineData("exit", 1ul, 1)]
    [InlineData("exit-with-code", 42ul, 42)]
    public void Exit_Called_LeavesWithTheCode(string function, ulong argument, int code)
    {
        var caller = new Caller(s_denied);
        var exit = Assert.Throws<GuestExitException>(() => caller.Call("wasi:cli/exit#" + function, Value.From(argument)));
        Assert.Equal(code, exit.Code);
    }

    [Fact]
    public void Streams_Denied_AreClosed()
    {
        var caller = new Caller(s_denied);
        Value input = caller.Call("wasi:cli/stdin#get-stdin");
        Assert.True(caller.Call("wasi:io/streams#[method]input-stream.blocking-read", input, Value.From(10ul)).IsClosed());
        foreach (string name in new[] { "stdout", "stderr" })
        {
            Value output = caller.Call($"wasi:cli/{name}#get-{name}");
            Assert.True(caller.Call("wasi:io/streams#[method]output-stream.check-write", output).IsClosed());
            Assert.True(caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", output, Value.From("x"u8.ToArray())).IsClosed());
            Value pollable = caller.Call("wasi:io/streams#[method]output-stream.subscribe", output);
            Assert.True(caller.Call("wasi:io/poll#[method]pollable.ready", pollable).AsBool);
        }

        Assert.Empty(caller.Out.ToArray());
        Assert.Empty(caller.Err.ToArray());
    }

    [Fact]
    public void Streams_Granted_GoWhereTheHostSays()
    {
        var caller = new Caller();
        Value output = caller.Call("wasi:cli/stdout#get-stdout");
        Value error = caller.Call("wasi:cli/stderr#get-stderr");
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", output, Value.From("to out"u8.ToArray())).Ok();
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", error, Value.From("to err"u8.ToArray())).Ok();
        Assert.Equal("to out", caller.OutText);
        Assert.Equal("to err", Encoding.UTF8.GetString(caller.Err.ToArray()));
    }

    [Theory]
    [InlineData("stdin")]
    [InlineData("stdout")]
    [InlineData("stderr")]
    public void Terminal_OnlyWhereTheStreamIsGrantedAndIsOne(string name)
    {
        var services = new HostServices { Stdin = new TerminalDouble(), Stdout = new TerminalDouble(), Stderr = new TerminalDouble() };
        string function = $"wasi:cli/terminal-{name}#get-terminal-{name}";
        Assert.True(new Caller(null, services).Call(function).IsSome);
        Assert.False(new Caller(s_denied, services).Call(function).IsSome);
        Assert.False(new Caller().Call(function).IsSome);
    }

    [Fact]
    public void Configuration_Granted_IsRead()
    {
        var caller = new Caller(s_denied with { Configuration = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } });
        Assert.Equal("2", caller.Call("wasi:config/store#get", Value.From("b")).Ok().Payload.AsString);
        Assert.False(caller.Call("wasi:config/store#get", Value.From("c")).Ok().IsSome);
        Assert.Equal(["a", "b"], caller.Call("wasi:config/store#get-all").Ok().AsList.Select(v => v[0].AsString));
    }

    [Fact]
    public void Configuration_Denied_IsAnError()
    {
        var caller = new Caller(s_denied);
        Assert.Equal(0, caller.Call("wasi:config/store#get", Value.From("b")).Err());
        Assert.Equal(0, caller.Call("wasi:config/store#get-all").Err());
    }

    private sealed class TerminalDouble : IInputSource, IOutputSink
    {
        public bool IsTerminal => true;

        public bool IsReady => true;

        public bool IsFlushed => true;

        public Transfer Capacity() => Transfer.Closed;

        public Transfer Flush() => Transfer.Closed;

        public void Release()
        {
        }

        public Transfer TryRead(Span<byte> buffer) => Transfer.Closed;

        public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public Transfer Write(ReadOnlySpan<byte> bytes) => Transfer.Closed;
    }
}
