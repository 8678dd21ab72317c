using System.Diagnostics;
using Compose.Engine;

namespace Compose.Runtime.Tests;

/// <summary>Host functions, resources of the host, limits and the scope of traps.</summary>
public sealed class StoreTests
{
    private readonly Fixture.Kitchen _kitchen = new();

    [Fact]
    public void Resource_MadeUsedDropped_RunsTheDestructorOnce()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        Assert.Equal(42u, instance.GetFunction("make").Call(Value.From(42u)).AsU32);
        Assert.Equal([42u], _kitchen.Dropped);
    }

    [Fact]
    public void Resource_KeptByTheGuest_IsDroppedWithTheStore()
    {
        using (ComponentStore store = Fixture.Store())
        {
            ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);
            Assert.Equal(1u, instance.GetFunction("keep").Call(Value.From(5u)).AsU32);
            Assert.Equal(2u, instance.GetFunction("keep").Call(Value.From(6u)).AsU32);
            Assert.Equal(6u, instance.GetFunction("number").Call(Value.From(2u)).AsU32);
            Assert.Empty(_kitchen.Dropped);
        }

        Assert.Equal([5u, 6u], _kitchen.Dropped);
    }

    [Fact]
    public void Resource_UnknownHandle_Traps()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        var trap = Assert.Throws<GuestTrapException>(() => instance.GetFunction("number").Call(Value.From(9u)));
        Assert.Equal(ErrorCodes.Exec.Trap, trap.Error.Code);
        Assert.Contains("unknown handle index 9", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostCall_Pending_IsWaitedFor()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        Assert.Equal(21u, instance.GetFunction("wait").Call(Value.From(20u)).AsU32);
        Assert.Equal(InstancePath.Root, _kitchen.Caller);
    }

    [Fact]
    public void HostCall_Throws_PassesUnchangedAndEndsTheInstance()
    {
        _kitchen.Host.Define("later", (_, _) => throw new GuestExitException(3));
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        Assert.Equal(3, Assert.Throws<GuestExitException>(() => instance.GetFunction("wait").Call(Value.From(0u))).Code);
        Assert.True(instance.HasEnded);
        var ended = Assert.Throws<GuestTrapException>(() => instance.GetFunction("fine").Call());
        Assert.Equal(ErrorCodes.Exec.InstanceEnded, ended.Error.Code);
    }

    [Theory]
    [InlineData("spin")]
    [InlineData("wait")]
    public void Deadline_Reached_StopsTheGuest(string function)
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);
        Value[] args = function == "wait" ? [Value.From(60_000u)] : [];

        long start = Stopwatch.GetTimestamp();
        var stopped = Assert.Throws<GuestTrapException>(() => instance.GetFunction(function).Call(args));
        Assert.Equal(ErrorCodes.Exec.Timeout, stopped.Error.Code);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("spin")]
    [InlineData("wait")]
    public void Cancel_FromOutside_StopsTheGuest(string function)
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);
        Value[] args = function == "wait" ? [Value.From(60_000u)] : [];
        using var timer = new Timer(_ => store.Cancel(), null, 30, Timeout.Infinite);

        var stopped = Assert.Throws<GuestTrapException>(() => instance.GetFunction(function).Call(args));
        Assert.Equal(ErrorCodes.Exec.Cancelled, stopped.Error.Code);
    }

    [Fact]
    public void Fuel_UsedUp_StopsTheGuest()
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { Fuel = 100_000 });
        ComponentInstance instance = Fixture.Image("kitchen", fuel: true).Instantiate(store, _kitchen);

        Assert.Equal(7u, instance.GetFunction("fine").Call().AsU32);
        Assert.InRange(store.Fuel!.Value, 1, 99_999);
        var stopped = Assert.Throws<GuestTrapException>(() => instance.GetFunction("spin").Call());
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, stopped.Error.Code);
    }

    [Fact]
    public void Stack_Exhausted_IsATrapAndTheStoreLives()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);
        ComponentInstance other = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        var trap = Assert.Throws<GuestTrapException>(() => instance.GetFunction("dive").Call());
        Assert.Equal(TrapCode.StackOverflow, trap.Trap);
        Assert.Equal(7u, other.GetFunction("fine").Call().AsU32);
    }

    [Fact]
    public void Memory_BeyondTheLimit_IsRefusedToTheGuest()
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { MaxMemoryBytes = 4 << 16 });
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        Assert.Equal(1, instance.GetFunction("grow").Call(Value.From(2u)).AsS32);
        Assert.Equal(-1, instance.GetFunction("grow").Call(Value.From(2u)).AsS32);
        Assert.Equal(3ul << 16, store.MemoryBytes);
    }

    [Fact]
    public void Handles_BeyondTheLimit_StopTheGuest()
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { MaxHandles = 1_000 });
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);

        var stopped = Assert.Throws<ComposeException>(() => instance.GetFunction("hoard").Call());
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, stopped.Error.Code);
        Assert.Equal(1_000, _kitchen.Dropped.Count);
    }

    [Fact]
    public void Instances_BeyondTheLimit_AreRefused()
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { MaxInstances = 3 });
        var refused = Assert.Throws<ComposeException>(() => Fixture.Image("scope").Instantiate(store, Fixture.NoImports));
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, refused.Error.Code);
    }

    [Fact]
    public void Import_Missing_IsNamed()
    {
        using ComponentStore store = Fixture.Store();
        var refused = Assert.Throws<ComposeException>(() => Fixture.Image("kitchen").Instantiate(store, Fixture.NoImports));
        Assert.Equal(ErrorCodes.Exec.LinkFailed, refused.Error.Code);
        Assert.Contains("test:host/things@1.2.0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_MissingFunction_MattersOnlyWhereUsed()
    {
        var host = new HostInstance("partial");
        host.DefineResource("thing", new HostResourceType("thing"));
        foreach (string name in (string[])["[constructor]thing", "[method]thing.number", "later"])
        {
            host.Define(name, (_, _) => HostOutcome.Done);
        }

        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, new Fixture.Imports(_ => host));
        Assert.Equal(7u, instance.GetFunction("fine").Call().AsU32);

        var poor = new HostInstance("poor");
        poor.DefineResource("thing", new HostResourceType("thing"));
        var refused = Assert.Throws<ComposeException>(() => Fixture.Image("kitchen").Instantiate(store, new Fixture.Imports(_ => poor)));
        Assert.Equal(ErrorCodes.Exec.LinkFailed, refused.Error.Code);
        Assert.Contains("[constructor]thing", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trap_InACallee_EndsTheCallStackOnly(bool fuse)
    {
        using ComponentStore store = Fixture.Store(new ComponentStoreOptions { FuseAdapters = fuse });
        ComponentInstance instance = Fixture.Image("scope").Instantiate(store, Fixture.NoImports);
        Assert.Equal(6u, instance.GetFunction("front").Call(Value.From(5u)).AsU32);

        var trap = Assert.Throws<GuestTrapException>(() => instance.GetFunction("front").Call(Value.From(0u)));
        Assert.Equal(TrapCode.Unreachable, trap.Trap);

        Assert.Equal(ErrorCodes.Exec.InstanceEnded, Assert.Throws<GuestTrapException>(() => instance.GetFunction("front").Call(Value.From(5u))).Error.Code);
        Assert.Equal(ErrorCodes.Exec.InstanceEnded, Assert.Throws<GuestTrapException>(() => instance.GetFunction("back").Call(Value.From(5u))).Error.Code);
        Assert.Equal(5u, instance.GetFunction("aside").Call(Value.From(5u)).AsU32);
        Assert.False(instance.HasEnded);
    }

    [Fact]
    public void Trap_InTheCalleeAlone_EndsCallersAtTheirNextCall()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("scope").Instantiate(store, Fixture.NoImports);
        Assert.Throws<GuestTrapException>(() => instance.GetFunction("back").Call(Value.From(0u)));

        var ended = Assert.Throws<GuestTrapException>(() => instance.GetFunction("front").Call(Value.From(5u)));
        Assert.Equal(ErrorCodes.Exec.InstanceEnded, ended.Error.Code);
        Assert.Contains("unreachable", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_SharedByThreads_RunsInStoresOfTheirOwn()
    {
        ComponentImage image = Fixture.Image("text");
        Parallel.For(0, 8, i =>
        {
            using ComponentStore store = Fixture.Store();
            ComponentFunction echo = image.Instantiate(store, Fixture.NoImports).GetFunction("utf8-utf16");
            string text = "thread " + i + " é漢😀";
            for (int round = 0; round < 20; round++)
            {
                Assert.Equal(text, echo.Call(Value.From(text)).AsString);
            }
        });
    }

    [Fact]
    public void Arguments_WrongCount_AreRefused()
    {
        using ComponentStore store = Fixture.Store();
        ComponentInstance instance = Fixture.Image("kitchen").Instantiate(store, _kitchen);
        var refused = Assert.Throws<ComposeException>(() => instance.GetFunction("make").Call());
        Assert.Equal(ErrorCodes.Exec.InvalidArgs, refused.Error.Code);
        Assert.Equal(ErrorCodes.Exec.MissingExport, Assert.Throws<ComposeException>(() => instance.GetFunction("nothing")).Error.Code);
    }
}
