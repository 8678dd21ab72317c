using System.Runtime.InteropServices;

namespace Compose.Host.Wasmtime.Native;

/// <summary><c>wasmtime_val_raw_t</c>: one untyped value, 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ValRaw
{
    [FieldOffset(0)]
    public uint U32;

    [FieldOffset(0)]
    public ulong U64;

    /// <summary>Upper half of a v128.</summary>
    [FieldOffset(8)]
    public ulong High;
}
