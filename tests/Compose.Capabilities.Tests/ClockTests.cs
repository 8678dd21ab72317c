using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

public sealed class ClockTests
{
    private const string Monotonic = "wasi:clocks/monotonic-clock#";
    private const string Block = "wasi:io/poll#[method]pollable.block";
    private const string Ready = "wasi:io/poll#[method]pollable.ready";

    private static HostServices Real => HostServices.System(ClosedSource.Instance, ClosedSink.Instance, ClosedSink.Instance, Files.NoFiles.Instance);

    private static HostServices Strict(byte seed = 1) =>
        HostServices.Strict([seed], ClosedSource.Instance, ClosedSink.Instance, ClosedSink.Instance, Files.NoFiles.Instance);

    [Fact]
    public void Monotonic_OfTheSystem_WaitsAtLeastAsLongAsAsked()
    {
        var caller = new Caller(null, Real);
        ulong before = caller.Call(Monotonic + "now").AsU64;
        Value pollable = caller.Call(Monotonic + "subscribe-duration", Value.From(20_000_000ul));
        Assert.False(caller.Call(Ready, pollable).AsBool);
        caller.Call(Block, pollable);
        Assert.True(caller.Call(Ready, pollable).AsBool);
        Assert.InRange(caller.Call(Monotonic + "now").AsU64 - before, 20_000_000ul, 20_000_000_000ul);
        Assert.InRange(caller.Call(Monotonic + "resolution").AsU64, 1ul, 1_000_000ul);
    }

    [Fact]
    public async Task Monotonic_Waiting_EndsWhenTheRunIsCancelled()
    {
        var caller = new Caller(null, Real);
        using var source = new CancellationTokenSource();
        Value pollable = caller.Call(Monotonic + "subscribe-duration", Value.From(ulong.MaxValue));
        Task<Value> waiting = caller.CallAsync(Block, source.Token, pollable);
        Assert.False(waiting.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Monotonic_Denied_StartsAtZeroAndMovesOnlyByWaiting()
    {
        var caller = new Caller(new NodeAuthority(new InstancePath("app")), Real);
        Assert.Equal(0ul, caller.Call(Monotonic + "now").AsU64);
        Assert.Equal(0ul, caller.Call(Monotonic + "now").AsU64);
        Value pollable = caller.Call(Monotonic + "subscribe-duration", Value.From(3_600_000_000_000ul));
        Assert.False(caller.Call(Ready, pollable).AsBool);
        caller.Call(Block, pollable);
        Assert.Equal(3_600_000_000_000ul, caller.Call(Monotonic + "now").AsU64);
        Value past = caller.Call(Monotonic + "subscribe-instant", Value.From(5ul));
        Assert.True(caller.Call(Ready, past).AsBool);
    }

    [Fact]
    public void Monotonic_Strict_MovesByAStepAtEachReading()
    {
        var caller = new Caller(null, Strict());
        Assert.Equal(0ul, caller.Call(Monotonic + "now").AsU64);
        Assert.Equal(HostServices.StrictStep, caller.Call(Monotonic + "now").AsU64);
        Value late = caller.Call(Monotonic + "subscribe-instant", Value.From(9_000_000ul));
        Value soon = caller.Call(Monotonic + "subscribe-instant", Value.From(5_000_000ul));
        Value[] ready = caller.Call("wasi:io/poll#poll", Value.List(late, soon)).AsList;
        Assert.Equal([1u], ready.Select(v => v.AsU32));
        Assert.Equal(5_000_000ul, caller.Call(Monotonic + "now").AsU64);
    }

    [Fact]
    public void Wall_OfTheSystem_ShowsNow()
    {
        Value time = new Caller(null, Real).Call("wasi:clocks/wall-clock#now");
        var shown = DateTimeOffset.FromUnixTimeSeconds((long)time[0].AsU64);
        Assert.InRange((DateTimeOffset.UtcNow - shown).TotalMinutes, -1, 1);
        Assert.True(time[1].AsU32 < 1_000_000_000);
    }

    [Fact]
    public void Wall_Denied_Shows1970()
    {
        var caller = new Caller(new NodeAuthority(new InstancePath("app")), Real);
        Value time = caller.Call("wasi:clocks/wall-clock#now");
        Assert.Equal((0ul, 0u), (time[0].AsU64, time[1].AsU32));
    }

    [Fact]
    public void Wall_Strict_StartsAtAFixedDateAndFollowsTheWaiting()
    {
        var caller = new Caller(null, Strict());
        Assert.Equal(HostServices.StrictEpoch.Seconds, caller.Call("wasi:clocks/wall-clock#now")[0].AsU64);
        caller.Call(Block, caller.Call(Monotonic + "subscribe-duration", Value.From(2_500_000_000ul)));
        Value later = caller.Call("wasi:clocks/wall-clock#now");
        Assert.Equal(HostServices.StrictEpoch.Seconds + 2, later[0].AsU64);
        Assert.Equal(500_000_000u + (uint)HostServices.StrictStep, later[1].AsU32);
    }

    [Fact]
    public void Timezone_IsAlwaysUtc()
    {
        var caller = new Caller();
        Value time = Value.Record(Value.From(1ul), Value.From(0u));
        Value display = caller.Call("wasi:clocks/timezone#display", time);
        Assert.Equal((0, "UTC", false), (display[0].AsS32, display[1].AsString, display[2].AsBool));
        Assert.Equal(0, caller.Call("wasi:clocks/timezone#utc-offset", time).AsS32);
    }

    [Fact]
    public void Timestamp_Plus_CarriesNanoseconds() =>
        Assert.Equal(new Timestamp(8, 1), new Timestamp(5, 999_999_999).Plus(2_000_000_002));
}
