namespace Compose.Engine;

/// <summary>
/// Answers at a check. Asked on the guest's thread, between two instructions, at function entries and loop heads.
/// </summary>
public interface IInterruptPolicy
{
    /// <summary>
    /// Returns to let the guest go on (if it was compiled <see cref="CompileOptions.Resumable"/>); may wait first (the store may then be entered by another task); throws
    /// <see cref="CoreTrapException"/> (or any exception, which passes through the guest) to stop it. After
    /// <see cref="InterruptCause.FuelExhausted"/> the policy must have raised <see cref="CoreTask.Fuel"/> above zero,
    /// else the engine traps with <see cref="TrapCode.OutOfFuel"/>.
    /// </summary>
    void OnCheck(CoreTask task, InterruptCause cause);
}
