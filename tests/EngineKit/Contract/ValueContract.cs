using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Values cross as slots, bit for bit.</summary>
public abstract class ValueContract : EngineContract
{
    private static readonly FuncType s_mixed = new(
        [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128], [ValType.V128, ValType.F64, ValType.F32, ValType.I64, ValType.I32]);

    [Fact]
    public void Values_OfAllTypes_PassUnchangedInBothDirections()
    {
        using Bench bench = NewBench();
        ulong[]? seen = null;
        CoreFunction host = bench.Store.CreateFunction(s_mixed, (_, slots) =>
        {
            seen = slots[..6].ToArray();
            (slots[0], slots[1], slots[2], slots[3], slots[4], slots[5]) = (seen[4], seen[5], seen[3], seen[2], seen[1], seen[0]);
        });
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "turn", s_mixed);
        FunctionBuilder run = builder.DefineFunction(s_mixed);
        run.Code.LocalGet(0).LocalGet(1).LocalGet(2).LocalGet(3).LocalGet(4).Call(import);
        builder.Export("run", run);
        CoreFunction function = bench.Function(bench.Instantiate(builder, null, host));

        // NaNs with payloads, signs and signalling bits.
        ulong[] slots = [0x8000_0001, 0x8123_4567_89ab_cdef, 0x7fa0_1234, 0xfff4_0000_0000_4321, 0x0102_0304_0506_0708, 0x090a_0b0c_0d0e_0f10];
        ulong[] given = [.. slots];
        bench.Run(() => function.Call(bench.Task, slots));

        Assert.Equal(given, seen);
        Assert.Equal([given[4], given[5], given[3], given[2], given[1], given[0]], slots);
    }

    [Fact]
    public void Slots_OfWords_HaveNoUpperHalf()
    {
        using Bench bench = NewBench();
        var type = new FuncType([ValType.I32, ValType.F32], [ValType.I32, ValType.F32]);
        ulong[]? seen = null;
        CoreFunction host = bench.Store.CreateFunction(type, (_, slots) => seen = slots.ToArray());
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "look", type);
        FunctionBuilder run = builder.DefineFunction(type);
        run.Code.LocalGet(0).LocalGet(1).Call(import);
        builder.Export("run", run);
        CoreFunction function = bench.Function(bench.Instantiate(builder, null, host));
        ulong[] slots = [uint.MaxValue, 0x8000_0000];

        bench.Run(() => function.Call(bench.Task, slots));

        Assert.Equal([uint.MaxValue, 0x8000_0000], seen!);
        Assert.Equal([uint.MaxValue, 0x8000_0000], slots);
    }

    [Fact]
    public void Globals_OfTheHost_AreSharedWithGuests()
    {
        using Bench bench = NewBench();
        var type = new GlobalType(ValType.I32, true);
        CoreGlobal shared = bench.Store.CreateGlobal(type, [5]);
        var builder = new CoreModuleBuilder();
        int import = builder.ImportGlobal("host", "count", type);
        int own = builder.DefineGlobal(new GlobalType(ValType.I64, true), new CodeWriter().I64Const(-9));
        int vector = builder.DefineGlobal(new GlobalType(ValType.V128, false), new CodeWriter().V128Const(3, 4));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.GlobalGet(import).LocalGet(0).Op(Opcode.I32Add).GlobalSet(import).GlobalGet(import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, shared);

        Assert.Equal(12UL, bench.Call(instance, 7));
        shared.Value = 100;
        Assert.Equal(101UL, bench.Call(instance, 1));
        Assert.Equal(101UL, shared.Value);
        Assert.Same(shared, instance.GlobalAt(import));
        Assert.Equal(unchecked((ulong)-9L), instance.GlobalAt(own).Value);
        instance.GlobalAt(own).Value = 17;
        Assert.Equal(17UL, instance.GlobalAt(own).Value);
        var slots = new ulong[2];
        instance.GlobalAt(vector).Get(slots);
        Assert.Equal([3UL, 4UL], slots);
        Assert.Throws<InvalidOperationException>(() => instance.GlobalAt(vector).Set(slots));
    }

    [Fact]
    public void Items_AskedForTwice_AreTheSame()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        builder.DefineTable(new TableType(ValType.FuncRef, new Limits(3, 3)));
        builder.DefineTag(new FuncType([ValType.I32], []));
        int global = builder.DefineGlobal(new GlobalType(ValType.I32, true), new CodeWriter().I32Const(1));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0);
        builder.Export("run", run);
        builder.Export("global", ExternKind.Global, global);
        builder.Export("again", ExternKind.Global, global);
        ICoreInstance instance = bench.Instantiate(builder);

        Assert.Same(instance.MemoryAt(0), instance.MemoryAt(0));
        Assert.Same(instance.TableAt(0), instance.TableAt(0));
        Assert.Same(instance.TagAt(0), instance.TagAt(0));
        Assert.Same(instance.ExportAt(0), instance.FunctionAt(run.Index));
        Assert.Same(instance.ExportAt(1), instance.ExportAt(2));
        Assert.False(instance.TryGetExport("missing", out _));
        Assert.False(instance.TryGetExport("\u000120", out _));
    }
}
