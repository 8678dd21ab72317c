using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>A table as guest code sees it. Growth may move the elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTable
{
    public const int ElementsOffset = 0;
    public const int LengthOffset = 8;
    public const int Size = 16;

    /// <summary>References: pointers to <see cref="NativeFunction"/>, or numbers of host objects.</summary>
    public ulong* Elements;
    public ulong Length;
}
