using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_val_t</c>: a value with its kind.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct Val
{
    [FieldOffset(0)]
    public NativeKind Kind;

    [FieldOffset(8)]
    public uint U32;

    [FieldOffset(8)]
    public ulong U64;

    /// <summary>Upper half of a v128.</summary>
    [FieldOffset(16)]
    public ulong High;

    [FieldOffset(8)]
    public FuncRef Func;

    /// <summary>An externref, anyref or exnref.</summary>
    [FieldOffset(8)]
    public GcRef Reference;
}

