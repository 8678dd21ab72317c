using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_linear_memory_t</c>: a memory that the host allocates.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinearMemoryCallbacks
{
    public nint Environment;
    public delegate* unmanaged[Cdecl]<nint, nuint*, nuint*, byte*> Get;
    public delegate* unmanaged[Cdecl]<nint, nuint, nint> Grow;
    public delegate* unmanaged[Cdecl]<nint, void> Finalizer;
}
