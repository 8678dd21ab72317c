using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasm_limits_t</c>; a maximum of all ones is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeLimits
{
    public uint Minimum;
    public uint Maximum;
}
