using Compose.Engine;
using Compose.EngineKit.Contract;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Tests;

/// <summary>Where traps say that they were.</summary>
public class BacktraceTests
{
    private const int Far = 1 << 20;

    private protected virtual ClrEngine Engine => Shared.Engine;

    /// <summary>Offset of the only instruction of a kind in a function.</summary>
    private static long OffsetOf(CoreModuleBuilder builder, int function, Opcode opcode, int occurrence = 0)
    {
        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        OperatorReader operators = module.OperatorsOf(module.BodyOf(function));
        while (operators.MoveNext())
        {
            if (operators.Opcode == opcode && occurrence-- == 0)
            {
                return operators.Offset;
            }
        }

        throw new InvalidOperationException($"no {opcode}");
    }

    private static void AddMemory(CoreModuleBuilder builder) => builder.DefineMemory(new MemoryType(new Limits(1)));

    [Fact]
    public void Trap_OnTheSecondOfThreeLoads_TellsItsOffset()
    {
        using var bench = new Bench(Engine);
        var builder = new CoreModuleBuilder();
        AddMemory(builder);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.I32Const(0).Access(Opcode.I32Load, 0).LocalGet(0).Access(Opcode.I32Load, 0).Op(Opcode.I32Add)
            .I32Const(4).Access(Opcode.I32Load, 0).Op(Opcode.I32Add);
        builder.Export("run", run);

        CoreTrapException trap = bench.Trap(bench.Instantiate(builder), Far);

        Assert.Equal(TrapCode.MemoryOutOfBounds, trap.Code);
        Assert.Equal(OffsetOf(builder, run.Index, Opcode.I32Load, 1), Assert.Single(trap.Frames).CodeOffset);
    }

    [Theory]
    [InlineData(Opcode.I32DivU, 0, TrapCode.IntegerDivideByZero)]
    [InlineData(Opcode.I32RemS, 0, TrapCode.IntegerDivideByZero)]
    [InlineData(Opcode.I32DivS, -1, TrapCode.IntegerOverflow)]
    public void Trap_OfTheProcessor_TellsTheOffsetOfTheOnlyInstruction(Opcode opcode, int divisor, TrapCode code)
    {
        using var bench = new Bench(Engine);
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.I32Const(int.MinValue).LocalGet(0).Op(opcode);
        builder.Export("run", run);

        CoreTrapException trap = bench.Trap(bench.Instantiate(builder), (uint)divisor);

        Assert.Equal(code, trap.Code);
        Assert.Equal(OffsetOf(builder, run.Index, opcode), Assert.Single(trap.Frames).CodeOffset);
    }

    [Fact]
    public void Trap_InAnInlinedFunction_NamesItAndTheCalls()
    {
        using var bench = new Bench(Engine);
        var builder = new CoreModuleBuilder();
        AddMemory(builder);
        FunctionBuilder peek = builder.DefineFunction(Bench.Unary, "peek");
        peek.Code.LocalGet(0).Access(Opcode.I32Load8U, 3);
        FunctionBuilder twice = builder.DefineFunction(Bench.Unary, "twice");
        twice.Code.LocalGet(0).Call(peek.Index).I32Const(2).Op(Opcode.I32Mul);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.I32Const(1).Call(twice.Index).Drop().LocalGet(0).Call(twice.Index);
        builder.Export("run", run);
        builder.NameModule("sample");
        ICoreInstance instance = bench.Instantiate(builder);

        CoreTrapException trap = bench.Trap(instance, Far);

        Assert.Equal(
            [
                ("peek", OffsetOf(builder, peek.Index, Opcode.I32Load8U)),
                ("twice", OffsetOf(builder, twice.Index, Opcode.Call)),
                ("run", OffsetOf(builder, run.Index, Opcode.Call, 1)),
            ],
            trap.Frames.Select(frame => (frame.FunctionName!, frame.CodeOffset)));
    }

    [Fact]
    public void Trap_BehindOneOfTwoCalls_LeavesTheCallOpen()
    {
        using var bench = new Bench(Engine);
        var builder = new CoreModuleBuilder();
        FunctionBuilder fail = builder.DefineFunction(FuncType.Empty, "fail");
        fail.Code.Op(Opcode.Unreachable);
        FunctionBuilder once = builder.DefineFunction(FuncType.Empty, "once");
        once.Code.Loop().Call(fail.Index).End();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.Loop().LocalGet(0).If().Call(once.Index).End().Call(once.Index).End().I32Const(0);
        builder.Export("run", run);

        CoreTrapException trap = bench.Trap(bench.Instantiate(builder), 0);

        Assert.Equal(
            [
                ("fail", OffsetOf(builder, fail.Index, Opcode.Unreachable)),
                ("once", OffsetOf(builder, once.Index, Opcode.Call)),
                ("run", -1L),
            ],
            trap.Frames.Select(frame => (frame.FunctionName!, frame.CodeOffset)));
    }

    [Fact]
    public void Trap_OfTheHost_TellsTheImportsCall()
    {
        using var bench = new Bench(Engine);
        CoreFunction host = bench.Store.CreateFunction(FuncType.Empty, (_, _) => throw new CoreTrapException(TrapCode.Unreachable));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "fail", FuncType.Empty);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.LocalGet(0).If().Op(Opcode.Unreachable).End().Call(import).I32Const(0);
        builder.Export("run", run);

        CoreTrapException trap = bench.Trap(bench.Instantiate(builder, null, host), 0);

        Assert.Equal(OffsetOf(builder, run.Index, Opcode.Call), Assert.Single(trap.Frames).CodeOffset);
    }

    /// <summary>The trapping instruction counts, what would follow in the same straight piece of code does not.</summary>
    [Theory]
    [InlineData("unreachable")]
    [InlineData("load")]
    [InlineData("divide")]
    [InlineData("fill")]
    [InlineData("convert")]
    [InlineData("indirect")]
    [InlineData("table")]
    public void Fuel_AtATrap_IsExact(string what)
    {
        using var bench = new Bench(Engine, new StoreOptions { Fuel = true }, new TaskOptions { Fuel = 1000 });
        var builder = new CoreModuleBuilder();
        AddMemory(builder);
        int table = builder.DefineTable(new TableType(ValType.FuncRef, new Limits(1, null)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        CodeWriter code = run.Code;
        int executed = 1;
        switch (what)
        {
            case "unreachable":
                code.Op(Opcode.Unreachable);
                break;
            case "load":
                code.LocalGet(0).Access(Opcode.I32Load, 0).Drop();
                executed = 2;
                break;
            case "divide":
                code.I32Const(1).I32Const(0).Op(Opcode.I32DivU).Drop();
                executed = 3;
                break;
            case "fill":
                code.LocalGet(0).I32Const(0).LocalGet(0).MemoryFill(0);
                executed = 4;
                break;
            case "convert":
                code.F32Const(0x7fc00000).Op(Opcode.I32TruncF32S).Drop();
                executed = 2;
                break;
            case "indirect":
                code.LocalGet(0).I32Const(5).CallIndirect(builder.Type(Bench.Unary), table).Drop();
                executed = 3;
                break;
            default:
                code.I32Const(7).TableGet(table).Drop();
                executed = 2;
                break;
        }

        _ = code.I32Const(1).Drop().I32Const(2).Drop().I32Const(3);
        builder.Export("run", run);

        _ = bench.Trap(bench.Instantiate(builder, new CompileOptions { Fuel = true }), Far);

        Assert.Equal(1000 - executed, bench.Task.Fuel);
    }
}
