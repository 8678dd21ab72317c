using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_memory_creator_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryCreator
{
    public nint Environment;
    public delegate* unmanaged[Cdecl]<nint, nint, nuint, nuint, nuint, nuint, LinearMemoryCallbacks*, nint> New;
    public delegate* unmanaged[Cdecl]<nint, void> Finalizer;
}
