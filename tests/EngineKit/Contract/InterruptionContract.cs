using System.Diagnostics;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Interruption and fuel are questions to the task's policy.</summary>
public abstract class InterruptionContract : EngineContract
{
    private sealed class Policy(Action<CoreTask, InterruptCause> answer) : IInterruptPolicy
    {
        public void OnCheck(CoreTask task, InterruptCause cause) => answer(task, cause);
    }

    /// <summary>Fuel that entering a function takes, beside its instructions.</summary>
    protected virtual long FuelOfEntry => 0;

    /// <summary>Fuel that <c>drop</c> takes.</summary>
    protected virtual long FuelOfDrop => 1;

    private static CoreModuleBuilder Spinning()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Loop().Br(0).End();
        builder.Export("run", run);
        return builder;
    }

    /// <summary>Counts down from its argument, 7 instructions a round and 1 for the result.</summary>
    private static CoreModuleBuilder Counting()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.Loop().LocalGet(0).I32Const(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End().LocalGet(0);
        builder.Export("run", run);
        return builder;
    }

    [Fact]
    public void Interrupt_OfASpinningGuest_TrapsSoon()
    {
        using Bench bench = NewBench();
        ICoreInstance instance = bench.Instantiate(Spinning());
        long interrupted = 0;
        using var timer = new Timer(_ =>
        {
            interrupted = Stopwatch.GetTimestamp();
            bench.Task.Interrupt(InterruptCause.Deadline);
        });
        timer.Change(50, Timeout.Infinite);

        Assert.Equal(TrapCode.Interrupted, bench.Trap(instance).Code);

        // The promise is a millisecond, which `bench` shows; a loaded machine may be slow to give the thread its turn.
        Assert.InRange(Stopwatch.GetElapsedTime(interrupted).TotalSeconds, 0, 10);
    }

    [Fact]
    public void Interrupt_BeforeTheCall_IsAskedAtTheEntry()
    {
        using Bench bench = NewBench();
        ICoreInstance instance = bench.Instantiate(Spinning());
        bench.Task.Interrupt(InterruptCause.Cancelled);

        Assert.Equal(TrapCode.Interrupted, bench.Trap(instance).Code);
    }

    [Fact]
    public void Policy_ThatLetsGoOn_IsAskedAgainAtTheNextInterrupt()
    {
        var causes = new List<InterruptCause>();
        var policy = new Policy((task, cause) =>
        {
            causes.Add(cause);
            if (causes.Count == 3)
            {
                throw new TimeoutException("enough");
            }

            task.Interrupt(InterruptCause.Slice);
        });
        using Bench bench = NewBench(task: new TaskOptions { Policy = policy });
        ICoreInstance instance = bench.Instantiate(Spinning(), new CompileOptions { Resumable = true });
        bench.Task.Interrupt(InterruptCause.Deadline);

        Assert.Throws<TimeoutException>(() => bench.Call(instance));
        Assert.Equal([InterruptCause.Deadline, InterruptCause.Slice, InterruptCause.Slice], causes);
    }

    [Fact]
    public void Policy_ThatReturns_CannotLetOtherCodeGoOn()
    {
        var policy = new Policy((_, _) => { });
        using Bench bench = NewBench(task: new TaskOptions { Policy = policy });
        ICoreInstance instance = bench.Instantiate(Spinning());
        bench.Task.Interrupt(InterruptCause.Slice);

        Assert.Equal(TrapCode.Interrupted, bench.Trap(instance).Code);
    }

    [Fact]
    public void Fuel_OfALoop_IsCountedByInstruction()
    {
        using Bench bench = NewBench(task: new TaskOptions { Fuel = 10_000 });
        ICoreInstance instance = bench.Instantiate(Counting(), new CompileOptions { Fuel = true });

        bench.Call(instance, 100);

        Assert.Equal(10_000 - (100 * 5) - 1 - FuelOfEntry, bench.Task.Fuel);
    }

    [Fact]
    public void Fuel_SeenFromTheHost_IsExact()
    {
        using Bench bench = NewBench(new StoreOptions { Fuel = true }, new TaskOptions { Fuel = 1000 });
        var seen = new List<long>();
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (task, _) => seen.Add(task.Fuel));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "look", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import).I32Const(1).Drop().Call(import);
        builder.Export("run", run);

        bench.Call(bench.Instantiate(builder, new CompileOptions { Fuel = true }, host));

        long first = 999 - FuelOfEntry;
        Assert.Equal([first, first - 2 - FuelOfDrop], seen);
        Assert.Equal(first - 2 - FuelOfDrop, bench.Task.Fuel);
    }

    [Fact]
    public void Fuel_UsedUpWithoutPolicy_Traps()
    {
        using Bench bench = NewBench(task: new TaskOptions { Fuel = 1000 });
        ICoreInstance instance = bench.Instantiate(Spinning(), new CompileOptions { Fuel = true });

        Assert.Equal(TrapCode.OutOfFuel, bench.Trap(instance).Code);
        Assert.Equal(0, bench.Task.Fuel);
    }

    [Fact]
    public void Fuel_GivenByThePolicy_LetsTheGuestGoOn()
    {
        Require(EngineFeatures.ResumableFuel);
        int asked = 0;
        var policy = new Policy((task, cause) =>
        {
            Assert.Equal(InterruptCause.FuelExhausted, cause);
            asked++;
            task.Fuel = 100;
        });
        using Bench bench = NewBench(task: new TaskOptions { Fuel = 100, Policy = policy });
        ICoreInstance instance = bench.Instantiate(Counting(), new CompileOptions { Fuel = true, Resumable = true });

        bench.Call(instance, 100);

        Assert.Equal(5, asked);
        Assert.Equal(600 - 501, bench.Task.Fuel);
    }

    [Fact]
    public void Fuel_SetByTheHostDuringACall_IsWhatIsLeft()
    {
        using Bench bench = NewBench(new StoreOptions { Fuel = true }, new TaskOptions { Fuel = 1000 });
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (task, _) => task.Fuel = 50);
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "set", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import).I32Const(1).Drop();
        builder.Export("run", run);

        bench.Call(bench.Instantiate(builder, new CompileOptions { Fuel = true }, host));

        Assert.Equal(50 - 1 - FuelOfDrop, bench.Task.Fuel);
    }

    [Fact]
    public void Fuel_OfTwoTasks_IsCountedApart()
    {
        using Bench bench = NewBench(new StoreOptions { Fuel = true }, new TaskOptions { Fuel = 10_000 });
        CoreTask other = bench.Store.CreateTask(new TaskOptions { Fuel = 5_000 });
        CoreFunction? inner = null;
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => inner!.Call(other, [100]));
        ICoreInstance counting = bench.Instantiate(Counting(), new CompileOptions { Fuel = true });
        inner = bench.Function(counting);
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "other", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(FuncType.Empty);
        run.Code.Call(import);
        builder.Export("run", run);

        bench.Call(bench.Instantiate(builder, new CompileOptions { Fuel = true }, host));

        Assert.Equal(10_000 - 1 - FuelOfEntry, bench.Task.Fuel);
        Assert.Equal(5_000 - (100 * 5) - 1 - FuelOfEntry, other.Fuel);
    }

    [Fact]
    public void Interrupts_FromManyThreads_AreAllHeard()
    {
        var heard = new System.Collections.Concurrent.ConcurrentQueue<InterruptCause>();
        int rounds = 0;
        var policy = new Policy((_, cause) =>
        {
            heard.Enqueue(cause);
            if ((cause & InterruptCause.Cancelled) != 0)
            {
                throw new OperationCanceledException();
            }

            Interlocked.Increment(ref rounds);
        });
        using Bench bench = NewBench(task: new TaskOptions { Policy = policy });
        ICoreInstance instance = bench.Instantiate(Spinning(), new CompileOptions { Resumable = true });
        var sender = new Thread(() =>
        {
            // Each waits until the one before was heard, so one that is lost would hang here, and end by the assertion.
            for (int i = 0; i < 200; i++)
            {
                int before = Volatile.Read(ref rounds);
                bench.Task.Interrupt(InterruptCause.Slice);
                long start = Stopwatch.GetTimestamp();
                while (Volatile.Read(ref rounds) == before && Stopwatch.GetElapsedTime(start).TotalSeconds < 5)
                {
                    Thread.Yield();
                }
            }

            bench.Task.Interrupt(InterruptCause.Cancelled);
        });
        sender.Start();

        Assert.Throws<OperationCanceledException>(() => bench.Call(instance));
        sender.Join();
        Assert.Equal(201, heard.Count);
    }
}
