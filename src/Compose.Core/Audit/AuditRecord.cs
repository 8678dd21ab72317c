namespace Compose;

/// <summary>
/// One fact for the audit journal, as the operation that it is about hands it over. The journal gives it id, time and
/// its place in the chain. It holds digests and names, never a secret or a guest's data.
/// </summary>
/// <param name="Operation">What was done.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Outcome"><c>ok</c>, <c>exit:N</c>, <c>denied</c>, or the name of an error code.</param>
public sealed record AuditRecord(AuditOperation Operation, AuditSeverity Severity, string Outcome)
{
    public Digest? Plan { get; init; }

    /// <summary>The emit or exec key, hexadecimal.</summary>
    public string? CacheKey { get; init; }

    public string? Tenant { get; init; }

    /// <summary>The instance of the plan that it is about, if it is about one.</summary>
    public InstancePath? Instance { get; init; }

    public int? ExitCode { get; init; }

    public DeterminismMode? Determinism { get; init; }

    /// <summary>The trust policy that decided, for <see cref="AuditOperation.TrustVerify"/>.</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>Who acted, where the host knows it.</summary>
    public string? Actor { get; init; }

    /// <summary>Further facts, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Context { get; init; } = [];
}
