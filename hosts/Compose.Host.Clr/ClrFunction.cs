using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Compose.Engine;
using Compose.Host.Clr.Code;
using Compose.Host.Clr.Native;
using Compose.Wasm.Core;

namespace Compose.Host.Clr;

/// <summary>A function of the store, with the record that references point to.</summary>
internal abstract unsafe class ClrFunction : CoreFunction, IFrameSource
{
    protected ClrFunction(ClrStore store, FuncType type)
    {
        ClrStore = store;
        Type = type;
        Shape = Shape.Of(type);
    }

    public ClrStore ClrStore { get; }

    public override ICoreStore Store => ClrStore;

    public override FuncType Type { get; }

    public Shape Shape { get; }

    public override int SlotCount => Shape.SlotCount;

    /// <summary>Lives as long as the store.</summary>
    public abstract NativeFunction* Record { get; }

    /// <summary>Code that will never be replaced; 0 if there is none yet.</summary>
    public abstract nint FinalCode { get; }

    public sealed override void Call(CoreTask task, Span<ulong> slots)
    {
        if (task is not ClrTask own || own.ClrStore != ClrStore)
        {
            throw new ArgumentException("the task belongs to another store", nameof(task));
        }

        if (slots.Length < Shape.SlotCount)
        {
            throw new ArgumentException($"{Shape.SlotCount} slots are needed", nameof(slots));
        }

        ClrStore.ThrowIfDisposed();
        NativeFunction* record = Record;
        nint code = record->Code;
        if (code == 0)
        {
            code = ((IFunctionOwner)System.Runtime.InteropServices.GCHandle.FromIntPtr(*record->Context).Target!).CodeOf(record);
        }

        own.Enter();
        try
        {
            fixed (ulong* first = slots)
            {
                ((delegate* managed<nint, nint, nint, nint, void>)Shape.Entry)(code, (nint)record->Context, (nint)own.Native, (nint)first);
            }
        }
        catch (Exception exception) when (Observe(exception))
        {
            throw Trap(exception);
        }
        finally
        {
            own.Leave();
            GC.KeepAlive(ClrStore);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<WasmFrame> FramesOf(Exception exception) => Backtrace.Of(exception);

    /// <summary>Runs before the stack is unwound: whether the exception is a hardware trap of guest code, to be translated.</summary>
    private bool Observe(Exception exception)
    {
        if (exception is CoreTrapException trap)
        {
            trap.FrameSource ??= this;
            return false;
        }

        return exception is DivideByZeroException or OverflowException && Backtrace.IsOfGuest(exception);
    }

    private CoreTrapException Trap(Exception exception)
    {
        TrapCode code = exception is DivideByZeroException ? TrapCode.IntegerDivideByZero : TrapCode.IntegerOverflow;
        return new CoreTrapException(code, TrapCodes.Describe(code), exception) { FrameSource = this };
    }
}
