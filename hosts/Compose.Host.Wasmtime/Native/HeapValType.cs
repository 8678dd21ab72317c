using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_valtype_t</c>: a value type with its heap type.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct HeapValType
{
    public const byte Reference = 5;

    [FieldOffset(0)]
    public byte Kind;

    [FieldOffset(8)]
    public byte Nullable;

    [FieldOffset(16)]
    public byte HeapKind;

    /// <summary>A concrete type; never set here.</summary>
    [FieldOffset(24)]
    public nint Concrete;
}
