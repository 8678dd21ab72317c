namespace Compose.Engine;

/// <summary>
/// An execution context: stack limit, fuel, interrupt flag. It is passed beside the instance to every guest function,
/// never kept in an instance, so a task can be parked with its thread while another enters the store.
/// </summary>
public abstract class CoreTask
{
    /// <summary>
    /// Fuel left. Exact when read between calls or within a host function; may be set there. Negative never.
    /// </summary>
    public abstract long Fuel { get; set; }

    /// <summary>The runtime's own task, at the runtime's disposal.</summary>
    public object? State { get; set; }

    public IInterruptPolicy? Policy { get; set; }

    public abstract ICoreStore Store { get; }

    /// <summary>Whether a guest is on the stack of this task.</summary>
    public abstract bool IsEntered { get; }

    /// <summary>
    /// Makes the guest stop at its next check, within a millisecond, and ask the policy. From any thread, also while
    /// nothing runs (then the next entry asks). Causes add up until they are asked.
    /// </summary>
    public abstract void Interrupt(InterruptCause cause);
}
