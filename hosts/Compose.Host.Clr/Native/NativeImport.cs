using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>An imported function within an instance: what a call needs, without going through the function record.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeImport
{
    public const int CodeOffset = 0;
    public const int ContextOffset = 8;
    public const int Size = 24;

    /// <summary>Copy of the function's code and context; until it is compiled, a binder and this record itself.</summary>
    public nint Code;
    public nint* Context;
    public NativeFunction* Function;
}
