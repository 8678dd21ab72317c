using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Shapes that compilers do not write and attackers do.</summary>
public abstract class ExtremeContract : EngineContract
{
    [Fact]
    public void BranchTable_OfAHundredThousandTargets_WorksOrIsRefused()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        var labels = new int[100_000];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 3;
        }

        run.Code.Block().Block().Block().LocalGet(0).BrTable(labels, 2).End().I32Const(10).Return().End().I32Const(11).Return().End().I32Const(12);
        builder.Export("run", run);
        ICoreInstance instance;
        try
        {
            instance = bench.Instantiate(builder);
        }
        catch (ComposeException refusal) when (refusal.Error.Code == ErrorCodes.Component.LimitExceeded)
        {
            return;
        }

        Assert.Equal(10UL, bench.Call(instance, 0));
        Assert.Equal(11UL, bench.Call(instance, 99_997));
        Assert.Equal(10UL, bench.Call(instance, 99_999));
        Assert.Equal(12UL, bench.Call(instance, 100_000));
        Assert.Equal(12UL, bench.Call(instance, uint.MaxValue));
    }

    [Fact]
    public void Function_OfAMegabyte_IsAccepted()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        int rounds = 0;
        while (run.Code.Length < 1_000_000)
        {
            run.Code.LocalGet(0).I32Const(3).Op(Opcode.I32Mul).I32Const(1).Op(Opcode.I32Add).LocalSet(0);
            rounds++;
        }

        run.Code.LocalGet(0);
        builder.Export("run", run);
        uint expected = 5;
        for (int i = 0; i < rounds; i++)
        {
            expected = (expected * 3) + 1;
        }

        Assert.Equal(expected, bench.Call(bench.Instantiate(builder), 5));
    }

    [Fact]
    public void Blocks_NestedTenThousandDeep_Work()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        for (int i = 0; i < 10_000; i++)
        {
            run.Code.Block();
        }

        run.Code.LocalGet(0).BrIf(9_999);
        for (int i = 0; i < 10_000; i++)
        {
            run.Code.End();
        }

        run.Code.LocalGet(0).I32Const(1).Op(Opcode.I32Add);
        builder.Export("run", run);

        Assert.Equal(6UL, bench.Call(bench.Instantiate(builder), 5));
    }

    [Fact]
    public void OperandStack_TenThousandDeep_Works()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        for (int i = 0; i < 10_000; i++)
        {
            run.Code.LocalGet(0);
        }

        for (int i = 0; i < 9_999; i++)
        {
            run.Code.Op(Opcode.I32Add);
        }

        builder.Export("run", run);

        Assert.Equal(30_000UL, bench.Call(bench.Instantiate(builder), 3));
    }

    [Fact]
    public void Function_OfAThousandParametersAndResults_Works()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        var types = new ValType[1000];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = (i % 4) switch { 0 => ValType.I32, 1 => ValType.I64, 2 => ValType.F32, _ => ValType.F64 };
        }

        var type = new FuncType(types, types);
        FunctionBuilder inner = builder.DefineFunction(type);
        FunctionBuilder run = builder.DefineFunction(type);
        for (int i = 0; i < types.Length; i++)
        {
            inner.Code.LocalGet(i);
            run.Code.LocalGet(i);
        }

        run.Code.Call(inner.Index);
        builder.Export("run", run);
        CoreFunction function = bench.Function(bench.Instantiate(builder));
        var slots = new ulong[1000];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = (ulong)i;
        }

        bench.Run(() => function.Call(bench.Task, slots));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (ulong)i), slots);
    }

    [Fact]
    public void Module_CutAnywhere_IsRefusedWithAnError()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary, "run");
        run.Code.LocalGet(0).Access(Opcode.I32Load, 4).Block().LocalGet(0).BrIf(0).End();
        builder.Export("run", run);
        builder.AddData(0, 0, "data"u8);
        byte[] bytes = builder.ToArray();
        int refused = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            try
            {
                Engine.Compile(CoreModuleReader.Read(bytes.AsMemory(0, length)));
            }
            catch (ComposeException)
            {
                refused++;
            }
        }

        // Cut between two sections, what is left can be a module of its own.
        Assert.InRange(refused, bytes.Length - 8, bytes.Length);
    }

    [Fact]
    public void Module_WithInvalidBody_IsRefusedAtCompile()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.I64Const(1);

        var error = Assert.Throws<ComposeException>(() => Compile(builder));

        Assert.Equal(ErrorCodes.Component.Invalid, error.Error.Code);
    }

    [Fact]
    public void Module_ThatNeedsAMissingFeature_IsRefusedByName()
    {
        bool hasGc = Engine.Info.Has(EngineFeatures.Gc);
        Assert.False(Engine.Info.Has(EngineFeatures.Threads));
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        if (hasGc)
        {
            run.Code.Append([0xfe, 0x03, 0x00]);
            run.Code.LocalGet(0);
        }
        else
        {
            run.Code.LocalGet(0).Op(Opcode.RefI31).Op(Opcode.I31GetS);
        }

        var error = Assert.Throws<ComposeException>(() => Compile(builder));

        Assert.Equal(ErrorCodes.Component.NotSupported, error.Error.Code);
        Assert.Contains(hasGc ? "Threads" : "Gc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_IsSharedBetweenStores()
    {
        using Bench one = NewBench();
        using Bench other = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        int global = builder.DefineGlobal(new GlobalType(ValType.I32, true), new CodeWriter().I32Const(1));
        run.Code.GlobalGet(global).LocalGet(0).Op(Opcode.I32Add).GlobalSet(global).GlobalGet(global);
        builder.Export("run", run);
        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        ICoreModule code = Engine.Compile(module);
        Assert.Same(code, Engine.Compile(module));
        ICoreInstance? first = null, second = null;
        one.Run(() => first = one.Store.Instantiate(code, [], one.Task));
        other.Run(() => second = other.Store.Instantiate(code, [], other.Task));

        Assert.Equal(6UL, one.Call(first!, 5));
        Assert.Equal(2UL, other.Call(second!, 1));
        Assert.Equal(7UL, one.Call(first!, 1));
    }
}
