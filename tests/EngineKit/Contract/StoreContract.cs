using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Memories, limits, host functions and the life of a store.</summary>
public abstract class StoreContract : EngineContract
{
    private sealed class Limiter(ulong most) : IResourceLimiter
    {
        public List<(ulong From, ulong To)> Asked { get; } = [];

        public bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes)
        {
            Asked.Add((currentBytes, desiredBytes));
            return desiredBytes <= most;
        }

        public bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements) => desiredElements <= 10;
    }

    private static CoreModuleBuilder Growing()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).MemoryGrow();
        builder.Export("run", run);
        builder.Export("memory", ExternKind.Memory, 0);
        return builder;
    }

    [Fact]
    public void Growth_BeyondTheLimiter_AnswersMinusOne()
    {
        var limiter = new Limiter(3 << 16);
        using Bench bench = NewBench(new StoreOptions { Limiter = limiter });
        ICoreInstance instance = bench.Instantiate(Growing());

        Assert.Equal(1UL, bench.Call(instance, 2));
        Assert.Equal(uint.MaxValue, bench.Call(instance, 1));
        Assert.Equal([(0UL, 1UL << 16), (1UL << 16, 3UL << 16), (3UL << 16, 4UL << 16)], limiter.Asked);
    }

    [Fact]
    public void InitialMemory_BeyondTheLimiter_FailsToInstantiate()
    {
        using Bench bench = NewBench(new StoreOptions { Limiter = new Limiter(1) });

        var error = Assert.Throws<ComposeException>(() => bench.Instantiate(Growing()));

        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, error.Error.Code);
    }

    [Fact]
    public void Memory_AfterGrowth_KeepsItsBase()
    {
        using Bench bench = NewBench();
        ICoreInstance instance = bench.Instantiate(Growing());
        CoreMemory memory = instance.MemoryAt(0);
        memory.Slice(65535, 1)[0] = 7;
        unsafe
        {
            byte* before = memory.Base;
            Assert.Equal(1UL, bench.Call(instance, 1000));
            Assert.True(before == memory.Base);
        }

        Assert.Equal(7, memory.Slice(65535, 2)[0]);
        Assert.Equal(1001UL << 16, memory.ByteLength);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<CoreTrapException>(() => memory.Slice((1001UL << 16) - 1, 2).Length).Code);
    }

    [Fact]
    public void HostException_ThroughGuestFrames_ArrivesUnchanged()
    {
        using Bench bench = NewBench();
        var thrown = new DivideByZeroException("of the host");
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => throw thrown);
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "fail", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, host);

        Assert.Same(thrown, Assert.Throws<DivideByZeroException>(() => bench.Call(instance)));
        Assert.False(bench.Task.IsEntered);
    }

    [Fact]
    public void Trap_ThroughAHostFrame_ArrivesAtTheOuterCall()
    {
        using Bench bench = NewBench();
        CoreFunction? inner = null;
        bool unwound = false;
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (task, _) =>
        {
            try
            {
                inner!.Call(task, []);
            }
            finally
            {
                unwound = true;
            }
        });
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "back", FuncType.Empty);
        FunctionBuilder fail = builder.DefineFunction(FuncType.Empty);
        fail.Code.Unreachable();
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import);
        builder.Export("fail", fail);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, host);
        inner = bench.Function(instance, "fail");

        Assert.Equal(TrapCode.Unreachable, bench.Trap(instance).Code);
        Assert.True(unwound);
    }

    [Fact]
    public void TypedDelegates_OfAllScalars_AreCalledWithTheTask()
    {
        using Bench bench = NewBench();
        CoreTask? seen = null;
        var type = new FuncType([ValType.I32, ValType.I64, ValType.F32, ValType.F64], [ValType.F64]);
        CoreFunction host = bench.Store.CreateFunction(type, (CoreTask task, uint a, long b, float c, double d) =>
        {
            seen = task;
            return a + d + b + c;
        });
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "sum", type);
        FunctionBuilder run = builder.DefineFunction(new FuncType([], [ValType.F64]));
        run.Code.I32Const(-1).I64Const(2).F32Const(BitConverter.SingleToUInt32Bits(0.5f)).F64Const(BitConverter.DoubleToUInt64Bits(0.25)).Call(import);
        builder.Export("run", run);

        ulong bits = bench.Call(bench.Instantiate(builder, null, host));

        Assert.Equal(4294967297.75, BitConverter.UInt64BitsToDouble(bits));
        Assert.Same(bench.Task, seen);
    }

    [Fact]
    public void TypedDelegate_OfAnotherSignature_IsRefused()
    {
        using Bench bench = NewBench();

        Assert.Throws<ArgumentException>(() => bench.Store.CreateFunction(Bench.Unary, (string text) => text.Length));
    }

    [Fact]
    public void Calls_ThatReturn_AllocateNothing()
    {
        using Bench bench = NewBench();
        int calls = 0;
        CoreFunction callback = bench.Store.CreateFunction(Bench.Unary, (_, slots) => slots[0]++);
        CoreFunction typed = bench.Store.CreateFunction(Bench.Unary, (int value) => value + ++calls);
        var builder = new CoreModuleBuilder();
        int first = builder.ImportFunction("host", "a", Bench.Unary);
        int second = builder.ImportFunction("host", "b", Bench.Unary);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(first).Call(second);
        builder.Export("run", run);
        CoreFunction function = bench.Function(bench.Instantiate(builder, null, callback, typed));
        bench.Run(() =>
        {
            var slots = new ulong[1];
            function.Call(bench.Task, slots);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                function.Call(bench.Task, slots);
            }

            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        });
        Assert.Equal(1001, calls);
    }

    [Fact]
    public void Instances_TenThousandInOneStore_WorkAndAreFreed()
    {
        using Bench bench = NewBench();
        var builder = Growing();
        builder.AddData(0, 8, "data"u8);
        ICoreModule module = Compile(builder);
        bench.Run(() =>
        {
            ICoreInstance? last = null;
            for (int i = 0; i < 10_000; i++)
            {
                last = bench.Store.Instantiate(module, [], bench.Task);
            }

            Assert.Equal("data"u8, last!.MemoryAt(0).Slice(8, 4));
        });
        Assert.Equal(1UL, bench.Call(bench.Function((ICoreInstance)bench.Instantiate(Growing())), 1));
    }

    [Fact]
    public void Stores_MadeAndDropped_AreFreedWithoutDisposal()
    {
        ICoreModule module = Compile(Growing());
        using var thread = new GuestThread();
        for (int i = 0; i < 3000; i++)
        {
            thread.Run(() =>
            {
                ICoreStore store = Engine.CreateStore();
                store.Instantiate(module, [], store.CreateTask());
            });
            if (i % 500 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Fact]
    public void Disposal_BeforeItsParts_MakesThemThrow()
    {
        Bench bench = NewBench();
        ICoreInstance instance = bench.Instantiate(Growing());
        CoreFunction function = bench.Function(instance);
        CoreMemory memory = instance.MemoryAt(0);
        bench.Store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.ByteLength);
        Assert.Throws<ObjectDisposedException>(() => bench.Call(function, 1));
        bench.Task.Interrupt(InterruptCause.Cancelled);
        bench.Dispose();
    }

    [Fact]
    public void Disposal_WhileAGuestRuns_IsRefused()
    {
        using Bench bench = NewBench();
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => bench.Store.Dispose());
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "end", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, host);

        Assert.Throws<InvalidOperationException>(() => bench.Call(instance));
    }

    [Fact]
    public void Modules_OfAnyOtherStore_AreRefusedAsImports()
    {
        using Bench one = NewBench();
        using Bench other = NewBench();
        CoreFunction host = other.Store.CreateFunction(FuncType.Empty, (_, _) => { });
        var builder = new CoreModuleBuilder();
        builder.ImportFunction("host", "f", FuncType.Empty);

        var error = Assert.Throws<ComposeException>(() => one.Instantiate(builder, null, host));

        Assert.Equal(ErrorCodes.Exec.LinkFailed, error.Error.Code);
    }
}
