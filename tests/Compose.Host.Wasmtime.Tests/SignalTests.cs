using System.Runtime.CompilerServices;
using Compose.Engine;
using Compose.EngineKit.Contract;
using Compose.Host.Clr;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime.Tests;

/// <summary>The library's signal handlers and those of .NET in one process.</summary>
public sealed class SignalTests
{
    private static CoreModuleBuilder Faulting()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder divide = builder.DefineFunction(Bench.Unary);
        divide.Code.I32Const(84).LocalGet(0).Op(Opcode.I32DivS);
        FunctionBuilder load = builder.DefineFunction(Bench.Unary);
        load.Code.LocalGet(0).Access(Opcode.I32Load);
        FunctionBuilder stop = builder.DefineFunction(Bench.Unary);
        stop.Code.Unreachable();
        builder.Export("divide", divide);
        builder.Export("load", load);
        builder.Export("stop", stop);
        return builder;
    }

    [Fact]
    public void Faults_OfBothEnginesAndTheHost_AreToldApart()
    {
        using var wasmtime = new Bench(Shared.Engine);
        using var clr = new Bench(new ClrEngine());
        ICoreInstance one = wasmtime.Instantiate(Faulting());
        ICoreInstance other = clr.Instantiate(Faulting());
        for (int i = 0; i < 50; i++)
        {
            foreach ((Bench bench, ICoreInstance instance) in new[] { (wasmtime, one), (clr, other) })
            {
                Assert.Equal(TrapCode.IntegerDivideByZero, Trap(bench, instance, "divide", 0));
                Assert.Equal(TrapCode.MemoryOutOfBounds, Trap(bench, instance, "load", uint.MaxValue));
                Assert.Equal(TrapCode.Unreachable, Trap(bench, instance, "stop", 0));
                Assert.Equal(42UL, bench.Call(bench.Function(instance, "divide"), 2));
            }

            Assert.Throws<DivideByZeroException>(() => Divide(1, i - i));
            Assert.Throws<NullReferenceException>(() => LengthOf(null));
        }
    }

    [Fact]
    public void Faults_InHostFunctions_PassThroughGuestFramesAsTheyAre()
    {
        using var bench = new Bench(Shared.Engine);
        CoreFunction host = bench.Store.CreateFunction(Bench.Unary, (int value) => value == 0 ? Divide(1, value) : LengthOf(null));
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "f", Bench.Unary);
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(import);
        builder.Export("run", run);
        ICoreInstance instance = bench.Instantiate(builder, null, host);

        Assert.Throws<DivideByZeroException>(() => bench.Call(instance, 0));
        Assert.Throws<NullReferenceException>(() => bench.Call(instance, 1));
    }

    private static TrapCode Trap(Bench bench, ICoreInstance instance, string name, uint argument) =>
        Assert.ThrowsAny<CoreTrapException>(() => bench.Call(bench.Function(instance, name), argument)).Code;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int left, int right) => left / right;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;
}
