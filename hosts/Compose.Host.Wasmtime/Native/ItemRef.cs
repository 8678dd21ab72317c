using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary>
/// <c>wasmtime_memory_t</c>, <c>wasmtime_table_t</c>, <c>wasmtime_tag_t</c> and <c>wasmtime_global_t</c> (which alone has
/// the last field): names an item of a store. The first three put a 12-byte struct first, padded to 16 bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct ItemRef
{
    [FieldOffset(0)]
    public ulong StoreId;

    [FieldOffset(8)]
    public ulong Private1;

    [FieldOffset(16)]
    public ulong Private2;
}
