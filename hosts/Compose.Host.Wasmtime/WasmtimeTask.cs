using Compose.Engine;

namespace Compose.Host.Wasmtime;

/// <summary>
/// An execution context. The library keeps fuel and deadline in the store, so they are the current task's while it is
/// entered, and are put away when another enters or it leaves.
/// </summary>
internal sealed class WasmtimeTask : CoreTask
{
    private int _pending;
    private int _depth;

    public WasmtimeTask(WasmtimeStore store, TaskOptions options)
    {
        Owner = store;
        Options = options;
        SavedFuel = Math.Max(0, options.Fuel);
        Policy = options.Policy;
        State = options.State;
    }

    public WasmtimeStore Owner { get; }

    public TaskOptions Options { get; }

    public override ICoreStore Store => Owner;

    public override bool IsEntered => Volatile.Read(ref _depth) > 0;

    /// <summary>Fuel while the store does not hold it.</summary>
    public long SavedFuel { get; set; }

    public override long Fuel
    {
        get => Owner.Current == this ? Owner.ReadFuel(this) : SavedFuel;
        set
        {
            SavedFuel = Math.Max(0, value);
            if (Owner.Current == this)
            {
                Owner.WriteFuel(this);
            }
        }
    }

    public bool HasPending => Volatile.Read(ref _pending) != 0;

    public override void Interrupt(InterruptCause cause)
    {
        if (cause == InterruptCause.None)
        {
            return;
        }

        Interlocked.Or(ref _pending, (int)cause);
        Owner.RaiseEpoch();
        if (IsEntered)
        {
            Ticker.Watch(this);
        }
    }

    public void Enter() => Volatile.Write(ref _depth, _depth + 1);

    public void Leave() => Volatile.Write(ref _depth, _depth - 1);

    /// <summary>Raises the epoch again; whether that is still wanted.</summary>
    public bool Tick()
    {
        if (!HasPending || !IsEntered)
        {
            return false;
        }

        Owner.RaiseEpoch();
        return true;
    }

    /// <summary>On the guest's thread, at a check: asks the policy. Returns only to let the guest go on.</summary>
    public void OnCheck()
    {
        var cause = (InterruptCause)Interlocked.Exchange(ref _pending, 0);
        if (cause == InterruptCause.None)
        {
            return;
        }

        Policy?.OnCheck(this, cause);
        if (Policy is null || !Owner.IsResumable)
        {
            throw new CoreTrapException(TrapCode.Interrupted);
        }
    }
}
