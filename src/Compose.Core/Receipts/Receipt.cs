namespace Compose;

/// <summary>
/// What one operation did, as a draft of the record that provenance will sign and chain: digests in, the key, the
/// grants used, the outcome, digests out. Holds no secret and no guest data, only digests of it.
/// </summary>
/// <param name="Operation"><c>validate</c>, <c>emit</c> or <c>exec</c>.</param>
/// <param name="Outcome"><c>ok</c>, or the name of the error code, or <c>exit:N</c>.</param>
public sealed record Receipt(string Operation, string Outcome)
{
    public Digest? Plan { get; init; }

    /// <summary>The emit or exec key, hexadecimal, if the operation has one.</summary>
    public string? Key { get; init; }

    /// <summary>Digests of what went in, by name, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Digest>> Inputs { get; init; } = [];

    /// <summary>Digests of what came out, by name, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Digest>> Outputs { get; init; } = [];

    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>The engine's fingerprint, for <c>exec</c>.</summary>
    public string? Engine { get; init; }

    public string? Tenant { get; init; }
}
