using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_func_t</c>: a function of a store; null where <see cref="StoreId"/> is 0.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FuncRef
{
    public ulong StoreId;
    public nint Private;
}
