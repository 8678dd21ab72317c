namespace Compose.Engine;

/// <summary>What decides the code that is made from a module; part of the key under which code is shared.</summary>
public sealed record CompileOptions
{
    public static CompileOptions Default { get; } = new();

    /// <summary>
    /// Count fuel: one unit for each instruction that is executed, except <c>nop</c>, <c>block</c>, <c>loop</c>,
    /// <c>else</c> and <c>end</c>. The count is exact whenever the guest is outside: at calls of host functions, at the
    /// end of a call, at a trap by fuel. Off by default because it costs.
    /// </summary>
    public bool Fuel { get; init; }

    /// <summary>
    /// A task's policy may let the guest go on after an interrupt or with more fuel. Without it the policy is asked all
    /// the same, and when it returns the guest traps. Off by default because tight loops pay for it.
    /// </summary>
    public bool Resumable { get; init; }

    /// <summary>
    /// The caller has already validated the whole module, bodies included, under the features it was read with; the
    /// engine need not do it again, and may refuse instructions that it does not support when a function that has them is
    /// first called. An engine may never be handed an invalid module under this flag.
    /// </summary>
    public bool Validated { get; init; }

    /// <summary>Shown in frames and errors where the module has no name of its own.</summary>
    public string? ModuleName { get; init; }
}
