namespace Compose.Conformance;

/// <summary>What a host did with one step.</summary>
public sealed record StepResult
{
    public required StepKind Kind { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The process; for hosts that are asked over JSON lines, what stands in their answer.</summary>
    public required ProcessResult Process { get; init; }

    /// <summary>The exit code of the guest, if the host tells it.</summary>
    public int? GuestExit { get; init; }

    /// <summary>The bytes that were composed.</summary>
    public byte[]? Output { get; init; }

    /// <summary>What went wrong with requests to a served component.</summary>
    public IReadOnlyList<string> RequestFailures { get; init; } = [];
}
