namespace Compose;

/// <summary>How much one instance may use of one capability in one run; null is without bound.</summary>
public sealed record GrantBudget
{
    /// <summary>Calls; the next one ends the run with <c>Exec.ResourceExhausted</c>.</summary>
    public ulong? Calls { get; init; }

    /// <summary>Bytes read and written; what exceeds it ends the run with <c>Exec.ResourceExhausted</c>.</summary>
    public ulong? Bytes { get; init; }

    /// <summary>Calls in each <see cref="RateMilliseconds"/>; a call above the rate waits for its turn.</summary>
    public ulong? RateCalls { get; init; }

    /// <summary>The period of the rate; at least 1 where there is a rate.</summary>
    public ulong RateMilliseconds { get; init; }
}
