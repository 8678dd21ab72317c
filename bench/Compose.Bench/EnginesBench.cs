using System.Diagnostics;
using System.Globalization;
using Compose.Engine;
using Compose.Exec.Engines;
using Compose.Wasm.Core;

namespace Compose.Bench;

/// <summary>The two engines at the seam, in one process by turns; then whole runs on both and on Wasmtime the program.</summary>
internal static class EnginesBench
{
    private static readonly FuncType s_binary = new([ValType.I32, ValType.I32], [ValType.I32]);

    public static void Run()
    {
        string library = Path.GetFullPath(Path.Combine(Tools.Shared, "native", "linux-x64"));
        if (!Directory.Exists(library))
        {
            Console.WriteLine("engines: skipped, needs Wasmtime's library in the shared data");
            return;
        }

        using ICoreEngine clr = EngineCatalog.Open(new EngineRequest());
        using ICoreEngine wasmtime = EngineCatalog.Open(new EngineRequest { WasmtimePath = library });
        Console.WriteLine("| at the seam | clr | wasmtime |\n|---|---|---|");
        Row("calls into a guest, million/s", engine => CallsIn(engine) / 1e6, clr, wasmtime);
        Row("calls out of a guest, million/s", engine => CallsOut(engine) / 1e6, clr, wasmtime);
        Row("instances/s, a store each", Instances, clr, wasmtime);
        Row("KiB of each of 1,000 instances", engine => MemoryOfThousand(engine) / 1024.0, clr, wasmtime);
        Console.WriteLine();
        Console.WriteLine("| whole runs | clr | wasmtime, cold | wasmtime, cached | Wasmtime the program, uncached |\n|---|---|---|---|---|");
        Whole("c-command 6", library, rounds: 7, Tools.Guest("c-command")!, ["6"]);
        if (Compositions.Make("js-markdown") is { } js)
        {
            Whole("js-markdown, 13.6 MB", library, rounds: 3, js, []);
        }

        if (Compositions.Make("kernels") is { } kernels)
        {
            foreach (string[] words in new string[][] { ["sha256", "400000"], ["matmul", "400"], ["regex", "8000000"] })
            {
                Whole("kernels-cli " + string.Join(' ', words), library, rounds: 3, kernels, words);
            }
        }
    }

    private static void Row(string name, Func<ICoreEngine, double> measure, params ICoreEngine[] engines)
    {
        // By turns, so that what else runs on the machine hits all of them.
        double[] best = new double[engines.Length];
        bool isLess = name.StartsWith("KiB", StringComparison.Ordinal);
        for (int round = 0; round < (isLess ? 1 : 5); round++)
        {
            for (int i = 0; i < engines.Length; i++)
            {
                best[i] = Math.Max(best[i], measure(engines[i]));
            }
        }

        Console.WriteLine($"| {name} | {string.Join(" | ", best.Select(value => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture)))} |");
    }

    private static double CallsIn(ICoreEngine engine)
    {
        var builder = new CoreModuleBuilder();
        FunctionBuilder add = builder.DefineFunction(s_binary);
        add.Code.LocalGet(0).LocalGet(1).Op(Opcode.I32Add);
        builder.Export("run", add);
        const int calls = 1_000_000;
        return With(engine, builder, [], (function, task) =>
        {
            var slots = new ulong[2];
            long start = 0;
            for (int i = -10_000; i < calls; i++)
            {
                start = i == 0 ? Stopwatch.GetTimestamp() : start;
                (slots[0], slots[1]) = (1, 2);
                function.Call(task, slots);
            }

            return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static double CallsOut(ICoreEngine engine)
    {
        var builder = new CoreModuleBuilder();
        int import = builder.ImportFunction("host", "add", s_binary);
        FunctionBuilder run = builder.DefineFunction(s_binary);
        run.Code.Loop().LocalGet(0).I32Const(1).Call(import).LocalSet(1).LocalGet(0).I32Const(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End().LocalGet(1);
        builder.Export("run", run);
        const int calls = 1_000_000;
        return With(engine, builder, [store => store.CreateFunction(s_binary, (int left, int right) => left + right)], (function, task) =>
        {
            ulong[] slots = [10_000, 0];
            function.Call(task, slots);
            slots[0] = calls;
            long start = Stopwatch.GetTimestamp();
            function.Call(task, slots);
            return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static CoreModuleBuilder Small()
    {
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(17)));
        builder.AddData(0, 1024, new byte[1000]);
        FunctionBuilder run = builder.DefineFunction(s_binary);
        run.Code.LocalGet(0).LocalGet(1).Op(Opcode.I32Add);
        builder.Export("run", run);
        return builder;
    }

    private static double Instances(ICoreEngine engine)
    {
        ICoreModule module = engine.Compile(CoreModuleReader.Read(Small().ToArray()));
        using var thread = new GuestThread();
        return thread.Run(() =>
        {
            const int count = 2000;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                using ICoreStore store = engine.CreateStore();
                CoreTask task = store.CreateTask();
                ulong[] slots = [1, 2];
                ((CoreFunction)store.Instantiate(module, [], task).ExportAt(0)).Call(task, slots);
            }

            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
    }

    private static double MemoryOfThousand(ICoreEngine engine)
    {
        ICoreModule module = engine.Compile(CoreModuleReader.Read(Small().ToArray()));
        using var thread = new GuestThread();
        return thread.Run(() =>
        {
            var stores = new List<ICoreStore>();
            long before = Resident();
            for (int i = 0; i < 900; i++)
            {
                ICoreStore store = engine.CreateStore();
                store.Instantiate(module, [], store.CreateTask());
                stores.Add(store);
            }

            double each = (Resident() - before) / 900.0;
            stores.ForEach(store => store.Dispose());
            return each;
        });
    }

    private static long Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static double With(ICoreEngine engine, CoreModuleBuilder builder, Func<ICoreStore, CoreExtern>[] imports, Func<CoreFunction, CoreTask, double> measure)
    {
        ICoreModule module = engine.Compile(CoreModuleReader.Read(builder.ToArray()));
        using ICoreStore store = engine.CreateStore();
        CoreTask task = store.CreateTask();
        using var thread = new GuestThread();
        return thread.Run(() => measure((CoreFunction)store.Instantiate(module, [.. imports.Select(make => make(store))], task).ExportAt(0), task));
    }

    /// <summary>Medians of whole processes by turns: embedded, ours on Wasmtime with an empty and a filled store, and the program.</summary>
    private static void Whole(string name, string library, int rounds, string guest, string[] words)
    {
        string? program = Tools.Peer("wasmtime");
        string store = Directory.CreateTempSubdirectory("bench-engines").FullName;
        string[] ours = ["--store", store];
        var times = new List<double>[] { [], [], [], [] };
        for (int round = 0; round < rounds; round++)
        {
            times[0].Add(Spawn.Measure([Tools.Ours, "exec", "run", .. ours, guest, .. words]).Milliseconds);
            Directory.Delete(store, recursive: true);
            string[] onWasmtime = [Tools.Ours, "exec", "run", .. ours, "--wasmtime", library, guest, .. words];
            times[1].Add(Spawn.Measure(onWasmtime).Milliseconds);
            times[2].Add(Spawn.Measure(onWasmtime).Milliseconds);
            if (program is not null)
            {
                times[3].Add(Spawn.Measure([program, "run", "-C", "cache=n", guest, .. words]).Milliseconds);
            }
        }

        Directory.Delete(store, recursive: true);
        Console.WriteLine($"| {name} | {string.Join(" | ", times.Select(list => list.Count == 0 ? "–" : $"{Contest.Median(list).ToString("#,0", CultureInfo.InvariantCulture)} ms"))} |");
    }
}
