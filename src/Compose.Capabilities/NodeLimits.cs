namespace Compose.Capabilities;

/// <summary>How much one instance of the plan may use of the host's services in one run. Null is without limit.</summary>
public sealed record NodeLimits
{
    /// <summary>Limits that stop a runaway guest and that no ordinary program meets.</summary>
    public static NodeLimits Default { get; } = new();

    /// <summary>Calls of host functions; the next one ends the run with <c>Exec.ResourceExhausted</c>.</summary>
    public long? Operations { get; init; }

    /// <summary>Bytes written to all output streams together; a write beyond ends the run with <c>Exec.ResourceExhausted</c>.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>Live handles of host resources; one more ends the run with <c>Exec.ResourceExhausted</c>.</summary>
    public int Handles { get; init; } = 100_000;

    /// <summary>Files and directories open at once; one more is refused with the error <c>quota</c>.</summary>
    public int OpenFiles { get; init; } = 4_096;
}
