using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_instance_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InstanceRef
{
    public ulong StoreId;
    public nuint Private;
}
