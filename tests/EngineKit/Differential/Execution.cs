using System.Globalization;
using System.Security.Cryptography;
using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Differential;

/// <summary>
/// Runs a module on one engine and writes down everything that can be observed, line by line: calls of host functions in
/// order, results, traps, exceptions, and after each call all memories, globals and tables.
/// </summary>
public sealed class Execution
{
    private const int MaxFunctions = 24;
    private const ulong MaxMemory = 8 << 20;

    private readonly ICoreEngine _engine;
    private readonly CoreModule _module;
    private readonly SplitMix _random;
    private readonly List<string> _lines = [];

    private Execution(ICoreEngine engine, CoreModule module, int seed)
    {
        _engine = engine;
        _module = module;
        _random = new SplitMix((ulong)seed ^ 0x5eed);
    }

    /// <summary>What was observed; <see cref="StackOverflow"/> ends it where a guest used up its stack, which engines need not agree on.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The last line of a run that cannot be compared further.</summary>
    public const string StackOverflow = "stack overflow";

    private sealed class Limiter : IResourceLimiter
    {
        public bool MemoryGrowing(ulong currentBytes, ulong desiredBytes, ulong? maximumBytes) => desiredBytes <= MaxMemory;

        public bool TableGrowing(ulong currentElements, ulong desiredElements, ulong? maximumElements) => desiredElements <= 100_000;
    }

    public static Execution Run(ICoreEngine engine, CoreModule module, int seed)
    {
        var execution = new Execution(engine, module, seed);
        using var thread = new GuestThread();
        thread.Run(execution.Run);
        return execution;
    }

    private void Run()
    {
        ICoreModule code;
        try
        {
            code = _engine.Compile(_module);
        }
        catch (ComposeException refusal)
        {
            _lines.Add($"refused {refusal.Error.Code}");
            return;
        }

        using ICoreStore store = _engine.CreateStore(new StoreOptions { Limiter = new Limiter() });
        CoreTask task = store.CreateTask();
        var imports = new CoreExtern[_module.Imports.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            imports[i] = Import(store, i);
        }

        ICoreInstance? instance = null;
        if (!Attempt("instantiate", () => instance = store.Instantiate(code, imports, task)))
        {
            return;
        }

        WriteState(instance!);
        int called = 0;
        for (int i = 0; i < _module.Exports.Length && called < MaxFunctions; i++)
        {
            Export export = _module.Exports[i];
            if (export.Kind != ExternKind.Function)
            {
                continue;
            }

            called++;
            var function = (CoreFunction)instance!.ExportAt(i);
            var slots = new ulong[function.SlotCount];
            Fill(_module.FunctionTypeOf(export.Index).Params, slots, store);
            FuncType type = _module.FunctionTypeOf(export.Index);
            if (!Attempt($"call {export.Name}", () => function.Call(task, slots), () => Describe(type.Results, slots)))
            {
                return;
            }

            WriteState(instance);
        }
    }

    /// <summary>False when nothing after it can be compared.</summary>
    private bool Attempt(string what, Action action, Func<string>? results = null)
    {
        try
        {
            action();
            _lines.Add($"{what}: {results?.Invoke()}");
            return true;
        }
        catch (CoreTrapException trap) when (trap.Code == TrapCode.StackOverflow)
        {
            _lines.Add(StackOverflow);
            return false;
        }
        catch (CoreTrapException trap)
        {
            _lines.Add($"{what}: trap {trap.Code}");
        }
        catch (GuestExceptionException thrown)
        {
            _lines.Add($"{what}: exception {Describe(thrown.Tag.Type.Params, thrown.Payload)}");
        }
        catch (ComposeException failure)
        {
            _lines.Add($"{what}: {failure.Error.Code}");
        }

        return what != "instantiate";
    }

    private CoreExtern Import(ICoreStore store, int index)
    {
        Import import = _module.Imports[index];
        switch (import.Kind)
        {
            case ExternKind.Function:
                FuncType type = _module.FuncTypeAt(import.Type.TypeIndex);
                return store.CreateFunction(type, (_, slots) =>
                {
                    _lines.Add($"host {index}: {Describe(type.Params, slots)}");
                    Fill(type.Results, slots, store);
                });
            case ExternKind.Memory:
                return store.CreateMemory(import.Type.Memory);
            case ExternKind.Table:
                return store.CreateTable(import.Type.Table, 0);
            case ExternKind.Global:
                var value = new ulong[2];
                Fill([import.Type.Global.Value], value, store);
                return store.CreateGlobal(import.Type.Global, value);
            default:
                return store.CreateTag(_module.FuncTypeAt(import.Type.TypeIndex));
        }
    }

    /// <summary>Arguments: small, large and odd numbers; canonical NaNs; null references.</summary>
    private void Fill(ReadOnlySpan<ValType> types, Span<ulong> slots, ICoreStore store)
    {
        int at = 0;
        foreach (ValType type in types)
        {
            ulong random = _random.Next();
            ulong shape = _random.Next() % 4;
            ulong integer = shape switch { 0 => random % 16, 1 => random, 2 => ulong.MaxValue - (random % 16), _ => random & 0xffff };
            switch (type.Kind)
            {
                case ValKind.I32:
                    slots[at++] = (uint)integer;
                    break;
                case ValKind.I64:
                    slots[at++] = integer;
                    break;
                case ValKind.F32:
                    slots[at++] = shape == 3 ? 0x7fc00000u : BitConverter.SingleToUInt32Bits((int)integer / 16f);
                    break;
                case ValKind.F64:
                    slots[at++] = shape == 3 ? 0x7ff8000000000000 : BitConverter.DoubleToUInt64Bits((long)integer / 16.0);
                    break;
                case ValKind.V128:
                    slots[at++] = integer;
                    slots[at++] = random & 0x7f7f7f7f7f7f7f7f & 0x3fffffff3fffffff;
                    break;
                default:
                    slots[at++] = type.Heap.Kind == HeapKind.Extern && (shape == 1 || !type.IsNullable) ? store.ExternRefSlot("object") : 0;
                    break;
            }
        }
    }

    private static string Describe(ReadOnlySpan<ValType> types, ReadOnlySpan<ulong> slots)
    {
        var parts = new List<string>(types.Length);
        int at = 0;
        foreach (ValType type in types)
        {
            if (type.IsRef)
            {
                parts.Add(slots[at++] == 0 ? "null" : "reference");
            }
            else if (type.IsVector)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{slots[at]:x16}:{slots[at + 1]:x16}"));
                at += 2;
            }
            else
            {
                parts.Add(slots[at++].ToString("x", CultureInfo.InvariantCulture));
            }
        }

        return string.Join(' ', parts);
    }

    private void WriteState(ICoreInstance instance)
    {
        for (int i = 0; i < _module.Memories.Length; i++)
        {
            CoreMemory memory = instance.MemoryAt(i);
            int length = (int)memory.ByteLength;
            _lines.Add($"  memory {i}: {length} {Convert.ToHexStringLower(SHA256.HashData(memory.Slice(0, length)).AsSpan(0, 8))}");
        }

        var slots = new ulong[2];
        for (int i = 0; i < _module.Globals.Length; i++)
        {
            instance.GlobalAt(i).Get(slots);
            _lines.Add($"  global {i}: {Describe([_module.Globals[i].Type.Value], slots)}");
        }

        for (int i = 0; i < _module.Tables.Length; i++)
        {
            CoreTable table = instance.TableAt(i);
            ulong set = 0;
            for (ulong item = 0; item < table.Length; item++)
            {
                set = (set * 31) + (table.Get(item) == 0 ? 1UL : 2UL);
            }

            _lines.Add($"  table {i}: {table.Length} {set:x}");
        }

    }
}
