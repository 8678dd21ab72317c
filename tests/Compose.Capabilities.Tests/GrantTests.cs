using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>The terms of a grant hold at every call, through the import and through handles opened under it.</summary>
public sealed class GrantTests
{
    private static readonly InstancePath s_node = new("app");

    [Fact]
    public void Expiry_Passed_EndsTheImportAndItsHandles()
    {
        var time = new Clock();
        Caller caller = Under(new() { Expires = time.GetUtcNow() + TimeSpan.FromMinutes(1) }, new HostServices { Time = time, Stdout = new MemorySink() });
        Value stream = caller.Call("wasi:cli/stdout#get-stdout");
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[3])).Ok();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[3])).IsClosed());
        Assert.Equal(ErrorCodes.Exec.CapabilityDenied, Assert.Throws<GuestTrapException>(() => caller.Call("wasi:cli/stdout#get-stdout")).Error.Code);

        // What has ended stays so, even if the clock goes back.
        time.Advance(TimeSpan.FromMinutes(-2));
        Assert.True(caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).IsClosed());
    }

    [Fact]
    public void Revocation_WhileInUse_HoldsFromTheNextCallOn()
    {
        var control = new AuthorityControl();
        var sink = new MemorySink();
        Caller caller = Under(new(), new HostServices { Control = control, Stdout = sink });
        Value stream = caller.Call("wasi:cli/stdout#get-stdout");
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[3])).Ok();
        control.Revoke(new InstancePath("another"));
        control.Revoke(s_node, "wasi:cli/stdin");
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[3])).Ok();
        control.Revoke(s_node, "wasi:cli/stdout");
        Assert.True(caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[3])).IsClosed());
        Assert.Equal(6, sink.ToArray().Length);
    }

    [Fact]
    public void Epoch_ThatIsOver_MakesGrantsStale()
    {
        var control = new AuthorityControl(7);
        Caller old = Under(new() { Epoch = 6 }, new HostServices { Control = control });
        Assert.Throws<GuestTrapException>(() => old.Call("wasi:cli/stdout#get-stdout"));
        Caller current = Under(new() { Epoch = 7 }, new HostServices { Control = control });
        current.Call("wasi:cli/stdout#get-stdout");
        control.AdvanceTo(5);
        current.Call("wasi:cli/stdout#get-stdout");
        control.AdvanceTo(8);
        var refused = Assert.Throws<GuestTrapException>(() => current.Call("wasi:cli/stdout#get-stdout"));
        Assert.Contains("epoch", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_BeyondTheBudget_EndTheRun()
    {
        Caller caller = Under(new() { Budget = new GrantBudget { Calls = 3 } }, new HostServices { Stdout = new MemorySink() });
        Value stream = caller.Call("wasi:cli/stdout#get-stdout");
        caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).Ok();
        caller.Call("wasi:io/streams#[method]output-stream.check-write", stream).Ok();
        var ended = Assert.Throws<GuestTrapException>(() => caller.Call("wasi:io/streams#[method]output-stream.check-write", stream));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, ended.Error.Code);

        // Other capabilities of the instance go on.
        caller.Call("wasi:cli/stderr#get-stderr");
    }

    [Fact]
    public void Calls_OfTwoInterfacesOfOneCapability_ShareABudget()
    {
        var budget = new GrantBudget { Calls = 2 };
        Caller caller = Of(
            new NodeAuthority(s_node) { MonotonicClock = true, WallClock = true },
            [Grant("wasi:clocks/monotonic-clock", "wasi:clocks", budget), Grant("wasi:clocks/wall-clock", "wasi:clocks", budget)],
            new HostServices());
        caller.Call("wasi:clocks/monotonic-clock#now");
        caller.Call("wasi:clocks/wall-clock#now");
        Assert.Throws<GuestTrapException>(() => caller.Call("wasi:clocks/monotonic-clock#now"));
    }

    [Fact]
    public void Bytes_BeyondTheBudget_EndTheRun()
    {
        Caller caller = Under(new() { Budget = new GrantBudget { Bytes = 10 } }, new HostServices { Stdout = new MemorySink() });
        Value stream = caller.Call("wasi:cli/stdout#get-stdout");
        caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[10])).Ok();
        var ended = Assert.Throws<GuestTrapException>(() =>
            caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[1])));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, ended.Error.Code);
    }

    [Fact]
    public void Calls_AboveTheRate_WaitForTheirTurn()
    {
        var clock = new VirtualClock(0);
        Caller caller = Of(
            new NodeAuthority(s_node) { Random = true },
            [Grant("wasi:random/random", "wasi:random", new GrantBudget { RateCalls = 2, RateMilliseconds = 100 })],
            new HostServices { MonotonicClock = clock });
        var instants = new List<ulong>();
        for (int i = 0; i < 6; i++)
        {
            caller.Call("wasi:random/random#get-random-u64");
            instants.Add(clock.Peek() / 1_000_000);
        }

        // Two at once, then one each 50 ms.
        Assert.Equal([0, 0, 50, 100, 150, 200], instants);
    }

    [Fact]
    public void Budget_OfTheParent_IsSpentByItsChildren()
    {
        Caller parent = Of(
            new NodeAuthority(s_node) { Stdout = true },
            [Grant("wasi:cli/stdout", "wasi:cli/stdout", new GrantBudget { Bytes = 10 })],
            new HostServices { Stdout = new MemorySink() });
        var child = new NodeAuthority(new InstancePath("child")) { Stdout = true, Within = parent.Node.Session };
        Caller inner = Of(child, [Grant("wasi:cli/stdout", "wasi:cli/stdout", null)], new HostServices { Stdout = new MemorySink() });
        Value stream = inner.Call("wasi:cli/stdout#get-stdout");
        inner.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[10])).Ok();
        Assert.Throws<GuestTrapException>(() =>
            inner.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[1])));
        Assert.Equal(11, parent.Node.Session.OutputBytes);
    }

    private static Caller Under(Terms terms, HostServices services) => Of(
        new NodeAuthority(s_node) { Stdout = true, Stderr = true },
        [Grant("wasi:cli/stdout", "wasi:cli/stdout", terms.Budget) with { Expires = terms.Expires, Epoch = terms.Epoch }],
        services);

    private static Caller Of(NodeAuthority authority, Grant[] grants, HostServices services) =>
        new(authority with { Grants = grants.ToDictionary(g => g.Name.Track) }, services);

    private static Grant Grant(string track, string capability, GrantBudget? budget)
    {
        Assert.True(CapabilityName.TryParse(track, out CapabilityName name));
        return new Grant { Instance = s_node, Name = name, State = GrantState.Granted, Capability = capability, Budget = budget };
    }

    private sealed record Terms
    {
        public DateTimeOffset? Expires { get; init; }

        public GrantBudget? Budget { get; init; }

        public ulong Epoch { get; init; }
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
