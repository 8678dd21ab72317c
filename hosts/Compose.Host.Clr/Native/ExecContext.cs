using System.Runtime.InteropServices;

namespace Compose.Host.Clr.Native;

/// <summary>
/// The state of a task that guest code reads: second argument of every compiled function. Task state is here and
/// nowhere in an instance.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = ScratchOffset)]
internal unsafe struct ExecContext
{
    public const int InterruptOffset = 0;
    public const int StackLimitOffset = 8;
    public const int FuelOffset = 16;
    public const int CalleeOffset = 40;
    public const int ScratchOffset = 64;

    /// <summary>Bytes for results after the first: 1,000 of 16 bytes.</summary>
    public const int ScratchBytes = 1000 * 16;

    /// <summary>Not 0: loop heads ask the task's policy.</summary>
    [FieldOffset(InterruptOffset)]
    public int Interrupt;

    /// <summary>Lowest stack address for guest frames; all ones while an interrupt is pending, so that entries ask too.</summary>
    [FieldOffset(StackLimitOffset)]
    public nuint StackLimit;

    [FieldOffset(FuelOffset)]
    public long Fuel;

    /// <summary>Handle of the <see cref="ClrTask"/>.</summary>
    [FieldOffset(24)]
    public nint Task;

    /// <summary>The true stack limit.</summary>
    [FieldOffset(32)]
    public nuint RealStackLimit;

    /// <summary>Index of the function that a caller is about to call in its own module, where it may not be compiled yet.</summary>
    [FieldOffset(CalleeOffset)]
    public int Callee;
}
