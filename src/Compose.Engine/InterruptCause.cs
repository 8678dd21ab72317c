namespace Compose.Engine;

/// <summary>Why a check asks the task's policy.</summary>
[Flags]
public enum InterruptCause
{
    None = 0,

    /// <summary>The deadline passed.</summary>
    Deadline = 1,

    /// <summary>Cancelled from outside.</summary>
    Cancelled = 2,

    /// <summary>The time slice of a fair scheduler is over.</summary>
    Slice = 4,

    /// <summary>The fuel is used up (asked by the engine, never passed to <see cref="CoreTask.Interrupt"/>).</summary>
    FuelExhausted = 8,
}
