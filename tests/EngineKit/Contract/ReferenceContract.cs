using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Contract;

/// <summary>Tables, functions and host objects as references.</summary>
public abstract class ReferenceContract : EngineContract
{
    private static readonly FuncType s_external = new([ValType.ExternRef], [ValType.ExternRef]);

    private sealed class Limiter : IResourceLimiter
    {
        public ulong MaxTableElements => 10;

        public bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes) => true;

        public bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements) => desiredElements <= 10;
    }

    [Fact]
    public void HostObjects_ThroughGuests_KeepTheirIdentity()
    {
        using Bench bench = NewBench();
        object? seen = null;
        CoreFunction host = bench.Store.CreateFunction(s_external, (_, slots) => seen = bench.Store.ExternRefOf(slots[0]));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "look", s_external);
        FunctionBuilder run = builder.DefineFunction(s_external);
        run.Code.LocalGet(0).Call(import);
        builder.Export("run", run);
        CoreFunction function = bench.Function(bench.Instantiate(builder, null, host));
        for (int i = 0; i < 1000; i++)
        {
            var thing = new object();
            ulong[] slots = [bench.Store.ExternRefSlot(thing)];
            bench.Run(() => function.Call(bench.Task, slots));
            Assert.Same(thing, seen);
            Assert.Equal(bench.Store.ExternRefSlot(thing), slots[0]);
        }

        Assert.Equal(0UL, bench.Call(function, 0));
        Assert.Null(seen);
        Assert.Equal(0UL, bench.Store.ExternRefSlot(null));
    }

    [Fact]
    public void Tables_OfTheHost_AreSharedWithGuests()
    {
        using Bench bench = NewBench();
        var type = new TableType(ValType.FuncRef, new Limits(2, 8));
        CoreTable table = bench.Store.CreateTable(type, 0);
        CoreFunction twice = bench.Store.CreateFunction(Bench.Unary, (int value) => value * 2);
        var builder = new CoreModuleBuilder();
        int import = builder.ImportTable("host", "table", type);
        int unary = builder.Type(Bench.Unary);
        FunctionBuilder thrice = builder.DefineFunction(Bench.Unary);
        thrice.Code.LocalGet(0).I32Const(3).Op(Opcode.I32Mul);
        builder.AddElements(import, 1, [thrice.Index]);
        FunctionBuilder run = builder.DefineFunction(Bench.Binary);
        run.Code.LocalGet(0).LocalGet(1).CallIndirect(unary, import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, table);
        table.Set(0, bench.Store.FuncRefSlot(twice));

        Assert.Equal(14UL, bench.Call(instance, 7, 0));
        Assert.Equal(21UL, bench.Call(instance, 7, 1));
        Assert.Equal(TrapCode.TableOutOfBounds, bench.Trap(instance, 7, 2).Code);
        Assert.Equal(2, table.Grow(1, table.Get(1)));
        Assert.Equal(3UL, table.Length);
        Assert.Equal(21UL, bench.Call(instance, 7, 2));
        table.Set(1, 0);
        Assert.Equal(TrapCode.IndirectCallToNull, bench.Trap(instance, 7, 1).Code);
        Assert.Equal(-1, table.Grow(6, 0));
        Assert.Throws<CoreTrapException>(() => table.Get(3));
        Assert.Throws<CoreTrapException>(() => table.Set(3, 0));
        Assert.Same(twice, bench.Store.FuncRefOf(table.Get(0)));
    }

    [Fact]
    public void FunctionReferences_OfGuests_CanBeCalled()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        FunctionBuilder add = builder.DefineFunction(Bench.Unary);
        add.Code.LocalGet(0).I32Const(5).Op(Opcode.I32Add);
        builder.DeclareElements([add.Index]);
        FunctionBuilder run = builder.DefineFunction(new FuncType([], [ValType.FuncRef]));
        run.Code.RefFunc(add.Index);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);

        CoreFunction function = Assert.IsAssignableFrom<CoreFunction>(bench.Store.FuncRefOf(bench.Call(instance)));

        Assert.Equal(Bench.Unary, function.Type);
        Assert.Equal(9UL, bench.Call(function, 4));
        Assert.Same(function, instance.FunctionAt(add.Index));
    }

    [Fact]
    public void CallIndirect_OfAnotherType_Traps()
    {
        using Bench bench = NewBench();
        var builder = new CoreModuleBuilder();
        int table = builder.DefineTable(new TableType(ValType.FuncRef, new Limits(1, 1)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).LocalGet(0).CallIndirect(builder.Type(Bench.Binary), table);
        run.Code.Drop().LocalGet(0);
        var other = new CoreModuleBuilder();
        int own = other.DefineTable(new TableType(ValType.FuncRef, new Limits(1, 1)));
        FunctionBuilder nothing = other.DefineFunction(FuncType.Empty);
        other.AddElements(own, 0, [nothing.Index]);
        FunctionBuilder call = other.DefineFunction(Bench.Unary);
        call.Code.LocalGet(0).I32Const(0).CallIndirect(other.Type(Bench.Unary), own);
        other.Export("run", call);

        Assert.Equal(TrapCode.BadSignature, bench.Trap(bench.Instantiate(other), 0).Code);
    }

    [Fact]
    public void TableGrowth_ByTheGuest_StaysWithinTheLimit()
    {
        using Bench bench = NewBench(new StoreOptions { Limiter = new Limiter() });
        var builder = new CoreModuleBuilder();
        int table = builder.DefineTable(new TableType(ValType.FuncRef, new Limits(2)));
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.RefNull(HeapType.Of(HeapKind.Func)).LocalGet(0).Op(Opcode.TableGrow, table);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder);

        Assert.Equal(uint.MaxValue, bench.Call(instance, 100));
        Assert.Equal(2UL, bench.Call(instance, 4));
        Assert.Equal(6UL, instance.TableAt(table).Length);
        Assert.Equal(uint.MaxValue, bench.Call(instance, 5));
    }

    [Fact]
    public void Table_BeyondTheLimiter_FailsToInstantiate()
    {
        using Bench bench = NewBench(new StoreOptions { Limiter = new Limiter() });
        var builder = new CoreModuleBuilder();
        builder.DefineTable(new TableType(ValType.FuncRef, new Limits(11)));

        var error = Assert.Throws<ComposeException>(() => bench.Instantiate(builder));

        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, error.Error.Code);
    }
}
