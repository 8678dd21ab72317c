using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>A linear memory as guest code sees it. The base never moves; the length never shrinks.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeLinearMemory
{
    public const int BaseOffset = 0;
    public const int LengthOffset = 8;
    public const int Size = 16;

    public byte* Base;

    /// <summary>Bytes.</summary>
    public ulong Length;
}
