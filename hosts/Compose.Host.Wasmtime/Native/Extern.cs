using System.Runtime.InteropServices;
using Compose.Wasm.Core;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_extern_t</c>: what is imported and exported.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct Extern
{
    [FieldOffset(0)]
    public byte Kind;

    [FieldOffset(8)]
    public FuncRef Func;

    [FieldOffset(8)]
    public ItemRef Item;

    /// <summary>The C API's number of a kind.</summary>
    public static byte KindOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => 0,
        ExternKind.Global => 1,
        ExternKind.Table => 2,
        ExternKind.Memory => 3,
        _ => 5,
    };
}
