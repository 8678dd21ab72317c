using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>WebAssembly exceptions, and those of the host, across the seam.</summary>
public abstract class ExceptionContract : EngineContract
{
    private static readonly FuncType s_tag = new([ValType.I32, ValType.I64], []);

    /// <summary>Calls its import under a handler of the tag: the payload's i32, or 77 when nothing was thrown.</summary>
    private static CoreModuleBuilder Catching(out int import, out int tag)
    {
        var builder = new CoreModuleBuilder();
        import = builder.ImportFunction("host", "f", FuncType.Empty);
        tag = builder.ImportTag("host", "tag", s_tag);
        FunctionBuilder run = builder.DefineFunction(new FuncType([], [ValType.I32]));
        int payload = builder.Type(new FuncType([], [ValType.I32, ValType.I64]));
        run.Code.Block(BlockType.OfType(payload));

        // try_table (catch tag 0) call f end, i32.const 77, return
        run.Code.Append([(byte)Opcode.TryTable, 0x40, 1, 0, (byte)tag, 0]);
        run.Code.Call(import).End().I32Const(77).Return();
        run.Code.End();
        run.Code.Drop();
        builder.Export("run", run);
        return builder;
    }

    [Fact]
    public void Exception_OfTheHost_IsCaughtByTheGuest()
    {
        Require(EngineFeatures.Exceptions);
        using Bench bench = NewBench();
        CoreTag tag = bench.Store.CreateTag(s_tag);
        bool throws = true;
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) =>
        {
            if (throws)
            {
                throw new GuestExceptionException(tag, [42, 43]);
            }
        });
        ICoreInstance instance = bench.Instantiate(Catching(out _, out _), null, host, tag);

        Assert.Equal(42UL, bench.Call(instance));
        throws = false;
        Assert.Equal(77UL, bench.Call(instance));
    }

    [Fact]
    public void Exception_OfAnotherTag_PassesToTheHost()
    {
        Require(EngineFeatures.Exceptions);
        using Bench bench = NewBench();
        CoreTag tag = bench.Store.CreateTag(s_tag);
        CoreTag other = bench.Store.CreateTag(s_tag);
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => throw new GuestExceptionException(other, [1, 2]));
        ICoreInstance instance = bench.Instantiate(Catching(out _, out _), null, host, tag);

        var thrown = Assert.Throws<GuestExceptionException>(() => bench.Call(instance));

        Assert.Same(other, thrown.Tag);
        Assert.Equal([1UL, 2UL], thrown.Payload);
    }

    [Fact]
    public void Exception_OfAGuest_ArrivesWithTagAndPayload()
    {
        Require(EngineFeatures.Exceptions);
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        int tag = builder.DefineTag(s_tag);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).I64Const(-1).Op(Opcode.Throw, tag);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);

        var thrown = Assert.Throws<GuestExceptionException>(() => bench.Call(instance, 9));

        Assert.Same(instance.TagAt(tag), thrown.Tag);
        Assert.Equal([9UL, ulong.MaxValue], thrown.Payload);
        Assert.False(bench.Task.IsEntered);
    }

    [Fact]
    public void Exception_ThroughAHostFrame_IsCaughtBehindIt()
    {
        Require(EngineFeatures.Exceptions);
        using Bench bench = NewBench();
        CoreTag tag = bench.Store.CreateTag(s_tag);
        var thrower = new CoreModuleBuilder();
        int imported = thrower.ImportTag("host", "tag", s_tag);
        FunctionBuilder fail = thrower.DefineFunction(FuncType.Empty);
        fail.Code.I32Const(5).I64Const(6).Op(Opcode.Throw, imported);
        thrower.Export("run", fail);
        CoreFunction inner = bench.Function(bench.Instantiate(thrower, null, tag));
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (task, _) => inner.Call(task, []));
        ICoreInstance instance = bench.Instantiate(Catching(out _, out _), null, host, tag);

        Assert.Equal(5UL, bench.Call(instance));
    }

    [Fact]
    public void HostException_UnderAGuestsHandler_IsNotCaught()
    {
        Require(EngineFeatures.Exceptions);
        using Bench bench = NewBench();
        CoreTag tag = bench.Store.CreateTag(s_tag);
        var thrown = new TimeoutException();
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => throw thrown);
        ICoreInstance instance = bench.Instantiate(Catching(out _, out _), null, host, tag);

        Assert.Same(thrown, Assert.Throws<TimeoutException>(() => bench.Call(instance)));
    }

    [Fact]
    public void HostTrap_ThroughGuestFrames_KeepsItsCodeAndGainsFrames()
    {
        using Bench bench = NewBench();
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => throw new CoreTrapException(TrapCode.Host, "of the host"));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "fail", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty, "outer");
        run.Code.Call(import);
        builder.Export("run", run);
        builder.NameModule("m");

        CoreTrapException trap = bench.Trap(bench.Instantiate(builder, null, host));

        Assert.Equal(TrapCode.Host, trap.Code);
        Assert.Equal("of the host", trap.Message);
        Assert.Equal(["outer"], trap.Frames.Select(frame => frame.FunctionName));
    }

    [Fact]
    public void Trap_OfAStartFunction_ComesOutOfInstantiation()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder start = builder.DefineFunction(FuncType.Empty);
        start.Code.Unreachable();
        builder.Start(start.Index);

        Assert.Equal(TrapCode.Unreachable, Assert.ThrowsAny<CoreTrapException>(() => bench.Instantiate(builder)).Code);
    }

    [Fact]
    public void Segment_OutOfBounds_TrapsAndKeepsEarlierEffects()
    {
        using Bench bench = NewBench();
        CoreMemory memory = bench.Store.CreateMemory(new MemoryType(new Limits(1, 1)));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportMemory("host", "memory", new MemoryType(new Limits(1)));
        builder.AddData(import, 0, "kept"u8);
        builder.AddData(import, 65_534, "over"u8);

        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.ThrowsAny<CoreTrapException>(() => bench.Instantiate(builder, null, memory)).Code);
        Assert.Equal("kept"u8, memory.Slice(0, 4));
        Assert.Equal(0, memory.Slice(65_534, 1)[0]);
    }
}
