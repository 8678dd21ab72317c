using System.Collections.Concurrent;
using Compose.Engine;
using Compose.EngineKit.Contract;
using Compose.EngineKit.Differential;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Tests.Tiers;

/// <summary>What a guest can see does not depend on how good its code is.</summary>
public sealed class TierTests
{
    private const int DefaultSeeds = 150;
    private const int LongSeeds = 5_000;

    /// <summary>Values of every kind live across two loops, one within the other, and below them on the stack.</summary>
    private static CoreModuleBuilder Nested()
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(new FuncType([ValType.I32], [ValType.I64]));
        int total = run.AddLocal(ValType.I64), real = run.AddLocal(ValType.F64), vector = run.AddLocal(ValType.V128), inner = run.AddLocal(ValType.I32);
        int untouched = run.AddLocal(ValType.I64);
        int carried = builder.Type(new FuncType([ValType.I64], [ValType.I64]));
        run.Code.V128Const(1, 2).LocalSet(vector)
            .I64Const(1000).LocalGet(untouched).Op(Opcode.I64Add)
            .I64Const(7)
            .Loop(BlockType.OfType(carried))
            .I32Const(5).LocalSet(inner)
            .Loop()
            .LocalGet(total).LocalGet(inner).Op(Opcode.I64ExtendI32U).Op(Opcode.I64Add).LocalSet(total)
            .LocalGet(real).F64Const(BitConverter.DoubleToUInt64Bits(0.5)).Op(Opcode.F64Add).LocalSet(real)
            .LocalGet(vector).LocalGet(vector).Op(Opcode.I64x2Add).LocalSet(vector)
            .LocalGet(inner).I32Const(1).Op(Opcode.I32Sub).LocalTee(inner).BrIf(0)
            .End()
            .I64Const(3).Op(Opcode.I64Mul)
            .LocalGet(0).I32Const(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0)
            .End()
            .Op(Opcode.I64Add)
            .LocalGet(total).Op(Opcode.I64Add)
            .LocalGet(real).Op(Opcode.I64TruncF64S).Op(Opcode.I64Add)
            .LocalGet(vector).Lane(Opcode.I64x2ExtractLane, 1).Op(Opcode.I64Add);
        builder.Export("run", run);
        return builder;
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(8u)]
    public void Loops_HandedOverInTheMiddle_GoOnWithTheirValuesAndFuel(uint turns)
    {
        var results = new List<(ulong, long)>();
        foreach (ClrEngine engine in (ClrEngine[])[Shared.QuickEngine, Shared.PatientEngine, Shared.FinalEngine])
        {
            using var bench = new Bench(engine, new StoreOptions { Fuel = true }, new TaskOptions { Fuel = 100_000 });
            ICoreInstance instance = bench.Instantiate(Nested(), new CompileOptions { Fuel = true });
            for (int call = 0; call < 5; call++)
            {
                results.Add((bench.Call(instance, turns), bench.Task.Fuel));
            }
        }

        ulong expected = 1000 + (7 * (ulong)Math.Pow(3, turns)) + (15 * turns) + (5 * turns / 2) + (2UL << (int)(5 * turns));
        Assert.All(results, result => Assert.Equal(expected, result.Item1));
        Assert.Equal(results[10..], results[..5]);
        Assert.Equal(results[10..], results[5..10]);
    }

    [Fact]
    public void Fuel_UsedUpAtAnyInstruction_EndsAtTheSamePlace()
    {
        CoreModule module = CoreModuleReader.Read(Nested().ToArray());
        for (long fuel = 0; fuel < 260; fuel++)
        {
            long[] left = [.. ((ClrEngine[])[Shared.QuickEngine, Shared.PatientEngine, Shared.FinalEngine]).Select(engine => Left(engine, fuel))];
            Assert.Single(left.Distinct());
        }

        long Left(ClrEngine engine, long fuel)
        {
            using var bench = new Bench(engine, new StoreOptions { Fuel = true }, new TaskOptions { Fuel = fuel });
            ICoreModule code = engine.Compile(module, new CompileOptions { Fuel = true });
            ICoreInstance? instance = null;
            bench.Run(() => instance = bench.Store.Instantiate(code, [], bench.Task));
            try
            {
                return (long)bench.Call(instance!, 2) + (bench.Task.Fuel << 32);
            }
            catch (CoreTrapException trap)
            {
                return -(long)trap.Code;
            }
        }
    }

    [Fact]
    public void Calls_ThroughATableAndByImport_GetTheBestCode()
    {
        using var bench = new Bench(Shared.QuickEngine);
        var library = new CoreModuleBuilder();
        FunctionBuilder add = library.DefineFunction(Bench.Unary);
        add.Code.LocalGet(0).I32Const(1).Op(Opcode.I32Add);
        library.Export("add", add);
        ICoreInstance provider = bench.Instantiate(library);
        CoreFunction function = bench.Function(provider, "add");
        for (uint i = 0; i < 6; i++)
        {
            Assert.Equal(i + 1, bench.Call(function, i));
        }

        var user = new CoreModuleBuilder();
        int import = user.ImportFunction("library", "add", Bench.Unary);
        int table = user.DefineTable(new TableType(ValType.FuncRef, new Limits(1)));
        user.AddElements(table, 0, [import]);
        FunctionBuilder run = user.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Call(import).I32Const(0).CallIndirect(user.Type(Bench.Unary), table);
        user.Export("run", run);
        ICoreInstance instance = bench.Instantiate(user, imports: function);

        for (uint i = 0; i < 6; i++)
        {
            Assert.Equal(i + 2, bench.Call(instance, i));
        }
    }

    [Fact]
    public void Recursion_ThatBecomesHotOnItsWay_ReturnsThroughBothKindsOfCode()
    {
        using var bench = new Bench(Shared.QuickEngine);
        var builder = new CoreModuleBuilder();
        FunctionBuilder run = builder.DefineFunction(Bench.Unary);
        run.Code.LocalGet(0).Op(Opcode.I32Eqz).If(BlockType.Of(ValType.I32)).I32Const(0).Else()
            .LocalGet(0).LocalGet(0).I32Const(1).Op(Opcode.I32Sub).Call(run.Index).Op(Opcode.I32Add).End();
        builder.Export("run", run);

        Assert.Equal(5050UL, bench.Call(bench.Instantiate(builder), 100));
    }

    [Fact]
    public async Task Threads_ThatCallTheSameCode_AllGetTheirResults()
    {
        CoreModule module = CoreModuleReader.Read(Nested().ToArray());
        ICoreModule code = Shared.QuickEngine.Compile(module);
        ulong[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var bench = new Bench(Shared.QuickEngine);
            ICoreInstance? instance = null;
            bench.Run(() => instance = bench.Store.Instantiate(code, [], bench.Task));
            ulong sum = 0;
            for (uint i = 1; i < 9; i++)
            {
                sum += bench.Call(instance!, i);
            }

            return sum;
        })));

        Assert.Single(results.Distinct());
    }

    [Fact]
    public void Seeds_EachModule_DoesTheSameInQuickAndInOptimisedCode()
    {
        _ = SharedData.RequireTool("wasm-tools");
        var differences = new ConcurrentQueue<string>();
        int substantial = 0;
        Parallel.For(0, Campaign.IsLong ? LongSeeds : DefaultSeeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            if (ModuleMaker.Make(seed) is not { } binary)
            {
                return;
            }

            foreach (ClrEngine engine in (ClrEngine[])[Shared.QuickEngine, Shared.PatientEngine])
            {
                if (Comparison.Difference(Shared.FinalEngine, engine, binary, seed, out int observed) is { } difference)
                {
                    differences.Enqueue($"seed {seed}:\n{difference}");
                }

                if (observed > 3)
                {
                    Interlocked.Increment(ref substantial);
                }
            }
        });
        Assert.Empty(differences);
        Assert.True(substantial > 20, $"only {substantial} modules did anything");
    }
}
