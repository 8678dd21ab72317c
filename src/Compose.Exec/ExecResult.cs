namespace Compose.Exec;

/// <summary>What a run came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ExitCode">The guest's own code, or 134 after a trap, 137 after a limit, 130 when cancelled.</param>
/// <param name="Error">The trap or the limit; null if the guest ended by itself.</param>
public sealed record ExecResult(ExecOutcome Outcome, int ExitCode, ComposeError? Error)
{
    /// <summary>Fuel used, where it was counted.</summary>
    public long? FuelUsed { get; init; }

    /// <summary>Bytes of all linear memories at the end.</summary>
    public ulong MemoryBytes { get; init; }

    /// <summary>What an invoked function answered, as WAVE text; null for a command or a function without result.</summary>
    public string? Value { get; init; }

    /// <summary>Answers of the host that were recorded or replayed; null outside audit mode.</summary>
    public long? Answers { get; init; }

    /// <summary>The digest of the recording of a run in audit mode.</summary>
    public Digest? Recording { get; init; }

    /// <summary>How far the result may be relied on: the meet over all that had a part in it.</summary>
    public TrustLabel Label { get; init; } = TrustLabel.CoreUnverified;

    /// <summary>Whether the exec cache answered.</summary>
    public CacheState Cache { get; init; }

    /// <summary>Why the run may not be cached, in words; null unless it was <see cref="CacheState.Bypassed"/>.</summary>
    public string? CacheReason { get; init; }

    /// <summary>What came across wires that are traced, recorded or have a budget.</summary>
    public IReadOnlyList<WireUse> Wires { get; init; } = [];

    /// <summary>The result of a run that ended with <paramref name="error"/>.</summary>
    public static ExecResult Of(ComposeError error)
    {
        ExecOutcome outcome =
            error.Code == ErrorCodes.Exec.Timeout || error.Code == ErrorCodes.Exec.ResourceExhausted ? ExecOutcome.LimitReached
            : error.Code == ErrorCodes.Exec.Cancelled ? ExecOutcome.Cancelled
            : ExecOutcome.Trapped;
        int code = outcome switch
        {
            ExecOutcome.LimitReached => 137,
            ExecOutcome.Cancelled => 130,
            _ => 134,
        };
        return new ExecResult(outcome, code, error);
    }
}
