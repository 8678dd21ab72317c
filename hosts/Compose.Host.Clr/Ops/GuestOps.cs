using System.Runtime.CompilerServices;
using Compose.Engine;

using Compose.Host.Clr.Native;

namespace Compose.Host.Clr.Ops;

/// <summary>
/// What compiled code calls: traps, checks, resolution, references. The first arguments are the native parts of
/// instance and task. Names are those that the translator writes.
/// </summary>
internal static unsafe partial class GuestOps
{
    /// <summary>The exception of a trap; the caller throws it, so that RyuJIT sees the block as cold.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Trap(int code) => new CoreTrapException((TrapCode)code);

    /// <summary>As <see cref="Trap"/>, at a numbered place of the function.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception TrapAt(int code, int site) => new GuestCodeTrap((TrapCode)code, site);

    /// <summary>The stack pointer passed the limit, or an interrupt is pending: they share one comparison.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EntryCheck(nint task)
    {
        if (IsStackExhausted(task))
        {
            throw new CoreTrapException(TrapCode.StackOverflow);
        }

        Task(task).OnCheck();
    }

    /// <summary>As <see cref="EntryCheck"/>, in code that cannot go on after it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception EntryStop(nint task) =>
        IsStackExhausted(task) ? new CoreTrapException(TrapCode.StackOverflow) : Task(task).Stop();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Interrupted(nint task) => Task(task).OnCheck();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Stop(nint task) => Task(task).Stop();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FuelExhausted(nint task) => Task(task).OnFuelExhausted();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception FuelStop(nint task)
    {
        Task(task).OnFuelExhausted();
        return new CoreTrapException(TrapCode.OutOfFuel);
    }

    /// <summary>For functions with large frames: is there room for <paramref name="bytes"/> more?</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FrameCheck(nint task, long bytes)
    {
        byte probe = 0;
        if ((long)(nuint)(&probe) - bytes < (long)((ExecContext*)task)->RealStackLimit)
        {
            throw new CoreTrapException(TrapCode.StackOverflow);
        }
    }

    /// <summary>Code of a function record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint ResolveReference(nint function)
    {
        var record = (NativeFunction*)function;
        return record->Code != 0 ? record->Code : Handles.Get<object>(*record->Context) is IFunctionOwner owner ? owner.CodeOf(record) : 0;
    }

    /// <summary>The optimised code of a function of the instance's module, whose quick code was called often.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint FinalCode(nint context, int function) => Instance(context).FinalCodeOf(function);

    /// <summary>The code that takes over from quick code at the head of a loop, or 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint LoopCode(nint context, int function, int loop, long countdown) =>
        Instance(context).LoopCodeOf(function, loop, (int*)countdown);

    /// <summary>The reference of a function by index.</summary>
    public static long FunctionReference(nint context, int function) => (long)Instance(context).RecordOf(function);

    /// <summary>Whether a function's type extends the type with the canonical number <paramref name="typeId"/>.</summary>
    public static int IsSubtype(long function, int typeId) =>
        ClrEngine.Types.IsSubtype(((NativeFunction*)function)->TypeId, typeId) ? 1 : 0;

    /// <summary>Arm of a large <c>br_table</c>; <paramref name="last"/> is the default's position.</summary>
    public static int BranchArm(int index, long table, int last) => ((int*)table)[Math.Min((uint)index, (uint)last)];

    private static ClrTask Task(nint task) => Handles.Get<ClrTask>(((ExecContext*)task)->Task);

    private static bool IsStackExhausted(nint task)
    {
        byte probe = 0;
        return (nuint)(&probe) < ((ExecContext*)task)->RealStackLimit;
    }

    private static ClrInstance Instance(nint context) => Handles.Get<ClrInstance>(*(nint*)context);
}
