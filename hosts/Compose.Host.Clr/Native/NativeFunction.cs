using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>
/// What a function reference points to. Lives in unmanaged memory of the store, so that guest code reads it without
/// the garbage collector; <see cref="Code"/> is 0 until the function is compiled.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFunction
{
    public const int CodeOffset = 0;
    public const int ContextOffset = 8;
    public const int TypeIdOffset = 16;
    public const int Size = 24;

    /// <summary>Entry of the machine code, or 0.</summary>
    public nint Code;

    /// <summary>First argument of the code; its first word is a handle of the <see cref="IFunctionOwner"/>.</summary>
    public nint* Context;

    /// <summary>Canonical number of the type, in <see cref="ClrEngine.Types"/>.</summary>
    public int TypeId;

    /// <summary>Index that the owner knows it by.</summary>
    public int Index;
}
