using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Many stores, many threads, and the ends of both.</summary>
public abstract class LifeContract : EngineContract
{
    /// <summary>A fresh engine, to be disposed; the shared one must not be.</summary>
    protected abstract ICoreEngine CreateEngine();

    private static CoreModuleBuilder Module()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        builder.AddData(0, 16, "data"u8);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Access(Opcode.I32Load, 0).LocalGet(0).LocalGet(0).Access(Opcode.I32Store, 0);
        builder.Export("run", run);
        FunctionBuilder spin = builder.DefineFunction(FuncType.Empty);
        spin.Code.Loop().Br(0).End();
        builder.Export("spin", spin);
        return builder;
    }

    /// <summary>Ten thousand by default; a hundred thousand in a long run, and by the bench on every run.</summary>
    [Fact]
    public void Instances_MadeAndDroppedByTheThousand_LeakNothing()
    {
        ICoreModule module = Compile(Module());
        int count = Testing.Campaign.IsLong ? 100_000 : 10_000;
        using var thread = new GuestThread();
        long before = 0;
        thread.Run(() =>
        {
            for (int i = 0; i < count; i++)
            {
                if (i == count / 10)
                {
                    before = Resident();
                }

                using ICoreStore store = Engine.CreateStore();
                CoreTask task = store.CreateTask();
                ICoreInstance instance = store.Instantiate(module, [], task);
                ulong[] slots = [16];
                ((CoreFunction)instance.ExportAt(0)).Call(task, slots);
                Assert.Equal(0x61746164UL, slots[0]);
            }
        });

        // Nine tenths of the instances at even one page each would be 37 MB for the short run.
        Assert.InRange(Resident() - before, long.MinValue, 30L << 20);
    }

    [Fact]
    public void Disposal_OfTheEngineFirst_LeavesItsStoresUsable()
    {
        ICoreEngine engine = CreateEngine();
        using var bench = new Bench(engine);
        ICoreInstance instance = bench.Instantiate(Module());
        engine.Dispose();

        Assert.Equal(0x61746164UL, bench.Call(instance, 16));
        bench.Task.Interrupt(InterruptCause.Cancelled);
        Assert.Equal(TrapCode.Interrupted, Assert.ThrowsAny<CoreTrapException>(() => bench.Call(bench.Function(instance, "spin"))).Code);
        bench.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Parts_AfterTheirStore_ThrowAndNeverCrash()
    {
        var bench = NewBench();
        var builder = Module();
        int table = builder.DefineTable(new TableType(ValType.FuncRef, new Limits(1, 4)));
        int global = builder.DefineGlobal(new GlobalType(ValType.I32, true), new CodeWriter().I32Const(1));
        ICoreInstance instance = bench.Instantiate(builder);
        CoreTable ofTable = instance.TableAt(table);
        CoreGlobal ofGlobal = instance.GlobalAt(global);
        CoreMemory memory = instance.MemoryAt(0);
        bench.Store.Dispose();
        bench.Store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => ofTable.Get(0));
        Assert.Throws<ObjectDisposedException>(() => ofTable.Length);
        Assert.Throws<ObjectDisposedException>(() => ofGlobal.Value);
        Assert.Throws<ObjectDisposedException>(() => memory.Grow(1));
        Assert.Throws<ObjectDisposedException>(() => bench.Store.CreateMemory(new MemoryType(new Limits(1))));
        Assert.Throws<ObjectDisposedException>(() => bench.Store.CreateTask());
        Assert.Throws<ObjectDisposedException>(() => bench.Instantiate(Module()));
        bench.Dispose();
    }

    [Fact]
    public void Stores_OnSeveralThreads_RunAtOnce()
    {
        ICoreModule module = Compile(Module());
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = new Thread[4];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() =>
            {
                try
                {
                    using var guest = new GuestThread();
                    guest.Run(() =>
                    {
                        for (int round = 0; round < 200; round++)
                        {
                            using ICoreStore store = Engine.CreateStore();
                            CoreTask task = store.CreateTask();
                            var function = (CoreFunction)store.Instantiate(module, [], task).ExportAt(0);
                            ulong[] slots = [16];
                            function.Call(task, slots);
                            Assert.Equal(0x61746164UL, slots[0]);
                            slots[0] = 65_533;
                            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.ThrowsAny<CoreTrapException>(() => function.Call(task, slots)).Code);
                        }
                    });
                }
                catch (Exception failure)
                {
                    failures.Enqueue(failure);
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Stores_EnteredFromEachOther_KeepTheirTasksApart()
    {
        using Bench outer = NewBench();
        using Bench inner = NewBench();
        ICoreInstance callee = inner.Instantiate(Module());
        CoreFunction target = inner.Function(callee);
        CoreFunction host = outer.Store.CreateFunction(Bench.Unary, (_, slots) => target.Call(inner.Task, slots));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "other", Bench.Unary);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(import);
        builder.Export("run", run);
        ICoreInstance instance = outer.Instantiate(builder, null, host);

        Assert.Equal(0x61746164UL, outer.Call(instance, 16));
        CoreTrapException trap = outer.Trap(instance, 70_000);
        Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
        Assert.False(outer.Task.IsEntered);
        Assert.False(inner.Task.IsEntered);
        Assert.Equal(16UL, outer.Call(instance, 16));
    }

    [Fact]
    public void Traps_ByTheThousand_LeaveTheProcessAlive()
    {
        using Bench bench = NewBench();
        CoreFunction function = bench.Function(bench.Instantiate(Module()));
        bench.Run(() =>
        {
            var slots = new ulong[1];
            for (uint i = 0; i < 2000; i++)
            {
                slots[0] = 0xffff_0000u + i;
                Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.ThrowsAny<CoreTrapException>(() => function.Call(bench.Task, slots)).Code);
            }
        });
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
