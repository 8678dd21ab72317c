using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>
/// <c>wasmtime_externref_t</c>, <c>wasmtime_anyref_t</c>, <c>wasmtime_exnref_t</c>: a root in a store's heap; null where
/// <see cref="StoreId"/> is 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GcRef
{
    public ulong StoreId;
    public uint Private1;
    public uint Private2;
    public nint Private3;
}
