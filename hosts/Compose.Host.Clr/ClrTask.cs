using System.Runtime.InteropServices;
using Compose.Engine;
using Compose.Host.Clr.Native;

namespace Compose.Host.Clr;

/// <summary>An execution context and its native part.</summary>
internal sealed unsafe class ClrTask : CoreTask, INativePart
{
    private readonly Lock _gate = new();
    private readonly long _maxStackBytes;
    private ExecContext* _native;
    private GuestThread? _thread;
    private int _depth;
    private int _pending;

    public ClrTask(ClrStore store, TaskOptions options)
    {
        ClrStore = store;
        _maxStackBytes = options.MaxStackBytes;
        Policy = options.Policy;
        State = options.State;
        _native = (ExecContext*)NativeMemory.AlignedAlloc(ExecContext.ScratchOffset + ExecContext.ScratchBytes, 16);
        *_native = default;
        _native->Fuel = options.Fuel;
        _native->Task = store.HandleOf(this);
    }

    public ClrStore ClrStore { get; }

    public override ICoreStore Store => ClrStore;

    public override bool IsEntered => _depth > 0;

    public ExecContext* Native
    {
        get
        {
            ObjectDisposedException.ThrowIf(_native is null, this);
            return _native;
        }
    }

    public override long Fuel
    {
        get => Math.Max(0, Native->Fuel);
        set => Native->Fuel = Math.Max(0, value);
    }

    public override void Interrupt(InterruptCause cause)
    {
        lock (_gate)
        {
            if (_native is null || cause == InterruptCause.None)
            {
                return;
            }

            Interlocked.Or(ref _pending, (int)cause);
            RaiseFlags();
        }
    }

    /// <summary>Before guest code runs: the first entry finds out how much stack there is.</summary>
    public void Enter()
    {
        GuestThread? thread = GuestThread.Current;
        if (_depth == 0)
        {
            if (thread is null)
            {
                throw new InvalidOperationException("guests run on a GuestThread: call through GuestThread.Run");
            }

            byte probe = 0;
            nuint here = (nuint)(&probe);
            nuint limit = (ulong)_maxStackBytes < here ? here - (nuint)_maxStackBytes : 0;
            ExecContext* native = Native;
            native->RealStackLimit = Math.Max(thread.StackLimit, limit);
            native->StackLimit = native->RealStackLimit;
            _thread = thread;
            if (Volatile.Read(ref _pending) != 0)
            {
                RaiseFlags();
            }
        }
        else if (thread != _thread)
        {
            throw new InvalidOperationException("the task is entered on another thread");
        }

        _depth++;
    }

    public void Leave() => _depth--;

    /// <summary>On the guest's thread, at a check: asks the policy.</summary>
    public void OnCheck()
    {
        ExecContext* native = Native;
        native->Interrupt = 0;
        native->StackLimit = native->RealStackLimit;

        // Flags first, causes after: an interrupt in between leaves the flags up and nothing pending, which is harmless.
        Thread.MemoryBarrier();
        var cause = (InterruptCause)Interlocked.Exchange(ref _pending, 0);
        if (cause == InterruptCause.None)
        {
            return;
        }

        if (Policy is null)
        {
            throw new CoreTrapException(TrapCode.Interrupted);
        }

        Policy.OnCheck(this, cause);
    }

    /// <summary>As <see cref="OnCheck"/>, in code that cannot go on: what to throw when the policy has not thrown.</summary>
    public Exception Stop()
    {
        OnCheck();
        return new CoreTrapException(TrapCode.Interrupted);
    }

    /// <summary>On the guest's thread: the count fell below zero.</summary>
    public void OnFuelExhausted()
    {
        ExecContext* native = Native;
        long debt = -native->Fuel;
        native->Fuel = 0;
        Policy?.OnCheck(this, InterruptCause.FuelExhausted);
        if (native->Fuel < debt)
        {
            native->Fuel = 0;
            throw new CoreTrapException(TrapCode.OutOfFuel);
        }

        native->Fuel -= debt;
    }

    void INativePart.Free()
    {
        lock (_gate)
        {
            NativeMemory.AlignedFree(_native);
            _native = null;
        }
    }

    private void RaiseFlags()
    {
        Volatile.Write(ref _native->Interrupt, 1);
        Volatile.Write(ref _native->StackLimit, nuint.MaxValue);
    }
}
