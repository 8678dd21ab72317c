using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Stack exhaustion is a trap, whatever the frames look like.</summary>
public abstract class StackContract : EngineContract
{
    [Fact]
    public void Recursion_WithoutEnd_TrapsEveryTimeOnTheSameThread()
    {
        using Bench bench = NewBench(task: new TaskOptions { MaxStackBytes = 256 << 10 });
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.LocalGet(0).I32Const(1).Op(Opcode.I32Add).Call(run.Index).I32Const(1).Op(Opcode.I32Add);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(TrapCode.StackOverflow, bench.Trap(instance, 0).Code);
        }
    }

    [Fact]
    public void Recursion_OfASmallFunctionOnAWholeStack_Traps()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(run.Index).I32Const(1).Op(Opcode.I32Add);
        builder.Export("run", run);

        Assert.Equal(TrapCode.StackOverflow, bench.Trap(bench.Instantiate(builder), 0).Code);
    }

    [Fact]
    public void Recursion_ThroughTheHost_TrapsBeforeTheHostHasNoStack()
    {
        using Bench bench = NewBench();
        CoreFunction? inner = null;
        CoreFunction host = bench.Store.CreateFunction(Bench.Unary, (task, slots) => inner!.Call(task, slots));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "again", Bench.Unary);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, host);
        inner = bench.Function(instance);

        Assert.Equal(TrapCode.StackOverflow, bench.Trap(instance, 0).Code);
        Assert.False(bench.Task.IsEntered);
    }

    [Fact]
    public void Recursion_OfFramesWithFiftyThousandLocals_Traps()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        for (int i = 0; i < 49_000; i++)
        {
            run.AddLocal(ValType.I64);
        }

        run.Code.LocalGet(0).Op(Opcode.I32Eqz).If().I32Const(7).Return().End();
        run.Code.LocalGet(0).Op(Opcode.I64ExtendI32U).LocalSet(48_000);
        run.Code.LocalGet(0).I32Const(1).Op(Opcode.I32Sub).Call(run.Index);
        run.Code.LocalGet(48_000).Op(Opcode.I32WrapI64).Op(Opcode.I32Add).LocalGet(17).Op(Opcode.I32WrapI64).Op(Opcode.I32Add);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);

        Assert.Equal(10UL, bench.Call(instance, 2));
        Assert.Equal(TrapCode.StackOverflow, bench.Trap(instance, 1_000_000).Code);
    }

    [Fact]
    public void TailCalls_InAMillionSteps_KeepTheStack()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Op(Opcode.I32Eqz).If().I32Const(42).Return().End();
        run.Code.LocalGet(0).I32Const(1).Op(Opcode.I32Sub).ReturnCall(run.Index);
        builder.Export("run", run);

        Assert.Equal(42UL, bench.Call(bench.Instantiate(builder), 1_000_000));
    }

    [Fact]
    public void Trap_InNestedCalls_NamesTheFrames()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder inner = builder.DefineFunction(Bench.Binary, "divide");
        inner.Code.LocalGet(0).LocalGet(1).Op(Opcode.I32DivS);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "outer");
        run.Code.I32Const(1).LocalGet(0).Call(inner.Index).I32Const(1).Op(Opcode.I32Add);
        builder.Export("run", run);
        builder.NameModule("sample");
        ICoreInstance instance = bench.Instantiate(builder);

        CoreTrapException trap = bench.Trap(instance, 0);

        Assert.Equal(TrapCode.IntegerDivideByZero, trap.Code);
        Assert.Equal(["sample!divide", "sample!outer"], trap.Frames.Select(frame => (frame with { CodeOffset = -1 }).ToString()));
        Assert.All(trap.Frames, frame => Assert.True(frame.CodeOffset == -1 || frame.CodeOffset > 8));
    }

    [Fact]
    public void Call_OffAGuestThread_IsRefused()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        builder.Export("run", builder.DefineFunction(FuncType.Empty));
        CoreFunction function = bench.Function(bench.Instantiate(builder));

        Assert.Throws<InvalidOperationException>(() => function.Call(bench.Task, []));
    }
}
