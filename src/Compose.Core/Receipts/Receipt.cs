namespace Compose;

/// <summary>
/// What one operation did, as a draft of the record that provenance will sign and chain: digests in, the key, the
/// grants and how often they were used, the outcome, digests out. Holds no secret and no guest data, only digests of it.
/// Receipts of equal strict runs are equal but for <see cref="Started"/> and <see cref="Duration"/>, and, where the exec
/// cache answered, but for <see cref="Cache"/> and the uses of grants.
/// </summary>
/// <param name="Operation">One of <see cref="Validate"/>, <see cref="Emit"/>, <see cref="Exec"/>, <see cref="Deny"/>.</param>
/// <param name="Outcome"><c>ok</c>, <c>exit:N</c>, <c>denied</c>, <c>compiled</c> (a denial that is part of an artifact), or the name of the error code.</param>
public sealed record Receipt(string Operation, string Outcome)
{
    public const string Validate = "validate";
    public const string Emit = "emit";
    public const string Exec = "exec";

    /// <summary>A capability was used, or an artifact made, without the grant: <see cref="Grants"/> says which and whose.</summary>
    public const string Deny = "deny";

    public Digest? Plan { get; init; }

    /// <summary>The emit or exec key, hexadecimal, if the operation has one.</summary>
    public string? Key { get; init; }

    /// <summary>For <see cref="Exec"/>: <c>hit</c> if the exec cache answered and nothing was run, <c>miss</c> if it was asked in vain; null if it was not asked.</summary>
    public string? Cache { get; init; }

    /// <summary>The function that was called, for <see cref="Exec"/> and <see cref="Deny"/>; never with arguments.</summary>
    public string? Function { get; init; }

    /// <summary>Digests of what went in, by name, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Digest>> Inputs { get; init; } = [];

    /// <summary>Digests of what came out, by name, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Digest>> Outputs { get; init; } = [];

    /// <summary>Every grant and denial with its use, by instance, then interface.</summary>
    public IReadOnlyList<GrantRecord> Grants { get; init; } = [];

    /// <summary>The errors, or the trap or limit that ended a run: codes only, since messages may quote input.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The engine's fingerprint, for <see cref="Exec"/>.</summary>
    public string? Engine { get; init; }

    public string? Tenant { get; init; }

    public DeterminismMode? Determinism { get; init; }

    /// <summary>How far the result may be relied on, for <see cref="Exec"/>.</summary>
    public TrustLabel? Trust { get; init; }

    /// <summary>Answers of the host that were recorded, for a run in audit mode.</summary>
    public long? Answers { get; init; }

    /// <summary>Fuel that was used, where it was counted.</summary>
    public long? Fuel { get; init; }

    /// <summary>Bytes of all linear memories at the end.</summary>
    public ulong? MemoryBytes { get; init; }

    /// <summary>When the operation began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration { get; init; }
}
