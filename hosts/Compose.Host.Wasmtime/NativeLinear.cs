using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime;

/// <summary>A linear memory as the library's callbacks and the host read it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeLinear
{
    public byte* Base;
    public ulong Length;

    /// <summary>Bytes it can grow to without moving.</summary>
    public ulong Capacity;

    /// <summary>Bytes of address space, guard included.</summary>
    public ulong Reserved;

    /// <summary>What the type declares, or all ones.</summary>
    public ulong Maximum;
}
