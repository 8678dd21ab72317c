using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Suite;

/// <summary>The module that scripts of the suite import from.</summary>
internal static class Spectest
{
    public static Dictionary<string, CoreExtern> In(ICoreStore store)
    {
        var externs = new Dictionary<string, CoreExtern>
        {
            ["global_i32"] = store.CreateGlobal(new GlobalType(ValType.I32, false), [666]),
            ["global_i64"] = store.CreateGlobal(new GlobalType(ValType.I64, false), [666]),
            ["global_f32"] = store.CreateGlobal(new GlobalType(ValType.F32, false), [BitConverter.SingleToUInt32Bits(666.6f)]),
            ["global_f64"] = store.CreateGlobal(new GlobalType(ValType.F64, false), [BitConverter.DoubleToUInt64Bits(666.6)]),
            ["table"] = store.CreateTable(new TableType(ValType.FuncRef, new Limits(10, 20)), 0),
            ["table64"] = store.CreateTable(new TableType(ValType.FuncRef, new Limits(10, 20, true)), 0),
            ["memory"] = store.CreateMemory(new MemoryType(new Limits(1, 2))),
            ["print"] = store.CreateFunction(FuncType.Empty, new Action(() => { })),
            ["print_i32"] = store.CreateFunction(new FuncType([ValType.I32], []), new Action<int>(_ => { })),
            ["print_i64"] = store.CreateFunction(new FuncType([ValType.I64], []), new Action<long>(_ => { })),
            ["print_f32"] = store.CreateFunction(new FuncType([ValType.F32], []), new Action<float>(_ => { })),
            ["print_f64"] = store.CreateFunction(new FuncType([ValType.F64], []), new Action<double>(_ => { })),
            ["print_i32_f32"] = store.CreateFunction(new FuncType([ValType.I32, ValType.F32], []), (_, _) => { }),
            ["print_f64_f64"] = store.CreateFunction(new FuncType([ValType.F64, ValType.F64], []), (_, _) => { }),
        };
        return externs;
    }
}
