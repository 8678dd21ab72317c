using System.Diagnostics;
using System.Globalization;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.Exec.Engines;

/// <summary>Tries each engine on small guests, rather than trusting what it says of itself.</summary>
public static class EngineDoctor
{
    /// <summary>The check that says whether and where an engine was found.</summary>
    public const string Found = "found";

    private static readonly FuncType s_unary = new([ValType.I32], [ValType.I32]);

    /// <summary>Looks at every engine; one that is not installed is one finding.</summary>
    public static IReadOnlyList<EngineCheck> Examine(EngineRequest request)
    {
        var checks = new List<EngineCheck>();
        foreach (EngineStatus status in EngineCatalog.List(request.WasmtimePath))
        {
            if (status.Problem is { } problem)
            {
                checks.Add(new EngineCheck(status.Name, Found, false, problem.ToString()));
                continue;
            }

            checks.Add(new EngineCheck(status.Name, Found, true, status.Origin!));
            using ICoreEngine engine = EngineCatalog.Open(request with { Choice = status.Name == "clr" ? EngineChoice.Clr : EngineChoice.Wasmtime, Required = null });
            Examine(engine, checks);
        }

        if (request.CacheRoot is { } root)
        {
            checks.Add(new CodeCache(root, null).Examine());
        }

        return checks;
    }

    private static void Examine(ICoreEngine engine, List<EngineCheck> checks)
    {
        // Stands for a guest: a loop that can be interrupted, a division that can trap, a memory that can grow.
        var builder = new CoreModuleBuilder();
        builder.DefineMemory(new MemoryType(new Limits(1)));
        FunctionBuilder count = builder.DefineFunction(s_unary);
        count.Code.Loop().LocalGet(0).I32Const(1).Op(Opcode.I32Sub).LocalTee(0).BrIf(0).End().LocalGet(0);
        FunctionBuilder divide = builder.DefineFunction(s_unary);
        divide.Code.I32Const(84).LocalGet(0).Op(Opcode.I32DivS);
        FunctionBuilder recurse = builder.DefineFunction(s_unary, "recurse");
        recurse.Code.LocalGet(0).Call(recurse.Index).I32Const(1).Op(Opcode.I32Add);
        FunctionBuilder load = builder.DefineFunction(s_unary);
        load.Code.LocalGet(0).Access(Opcode.I32Load);
        builder.Export("count", count);
        builder.Export("divide", divide);
        builder.Export("recurse", recurse);
        builder.Export("load", load);
        CoreModule module = CoreModuleReader.Read(builder.ToArray());
        using var thread = new GuestThread(name: "doctor");
        using ICoreStore store = engine.CreateStore();
        CoreTask task = store.CreateTask();
        long start = Stopwatch.GetTimestamp();
        ICoreInstance instance = thread.Run(() => store.Instantiate(engine.Compile(module), [], task));
        Add("compiles", true, $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms for a small module");
        Add("calls", Call("divide", 2) is 42UL, "84 / 2");
        Add("division by zero", Trap("divide", 0) == TrapCode.IntegerDivideByZero, "is a trap");
        Add("memory out of bounds", Trap("load", 70_000) == TrapCode.MemoryOutOfBounds, "is a trap");
        Add("endless recursion", Trap("recurse", 0) == TrapCode.StackOverflow, "is a trap");
        using (var timer = new Timer(_ => task.Interrupt(InterruptCause.Deadline), null, 20, Timeout.Infinite))
        {
            long began = Stopwatch.GetTimestamp();
            TrapCode? code = Trap("count", 0);
            Add("interruption", code == TrapCode.Interrupted, $"a long loop was stopped after {(int)Stopwatch.GetElapsedTime(began).TotalMilliseconds} ms (asked after 20)");
        }

        void Add(string name, bool isOk, string finding) => checks.Add(new EngineCheck(engine.Info.Name, name, isOk, finding));

        ulong Call(string name, uint argument) => thread.Run(() =>
        {
            ulong[] slots = [argument];
            instance.TryGetExport(name, out CoreExtern? function);
            ((CoreFunction)function!).Call(task, slots);
            return slots[0];
        });

        TrapCode? Trap(string name, uint argument)
        {
            try
            {
                Call(name, argument);
                return null;
            }
            catch (CoreTrapException trap)
            {
                return trap.Code;
            }
        }
    }
}
