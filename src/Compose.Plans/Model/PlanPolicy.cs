namespace Compose.Plans;

/// <summary>What the plan asks of any run; the host's policy may be stricter and then wins.</summary>
public sealed record PlanPolicy
{
    public DeterminismMode Determinism { get; init; } = DeterminismMode.Relaxed;

    /// <summary>Seed of the random generator in strict runs, or null.</summary>
    public ulong? Seed { get; init; }

    public string? Tenant { get; init; }

    /// <summary>The engine that must run it; null leaves it to who runs it.</summary>
    public PlanEngine? Engine { get; init; }

    public ResourceLimits Limits { get; init; } = ResourceLimits.None;

    public SourceMark Mark { get; init; }
}
