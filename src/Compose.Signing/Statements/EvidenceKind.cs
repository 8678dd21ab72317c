namespace Compose.Signing;

/// <summary>
/// What makes a statement believable, by name. <see cref="Key"/> and <see cref="Sigstore"/> are verified here; the others
/// are named so that a proof cannot pass for one of them, and are somebody else's <see cref="IStatementVerifier"/>.
/// </summary>
public static class EvidenceKind
{
    /// <summary>The signature of a key that the verifier names.</summary>
    public const string Key = "key";

    /// <summary>A short-lived certificate of an identity, with proof of time and of a transparency log.</summary>
    public const string Sigstore = "sigstore";

    /// <summary>A quote of a trusted platform module.</summary>
    public const string Tpm = "tpm";

    /// <summary>A report of a trusted execution environment.</summary>
    public const string Tee = "tee";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Key, Sigstore, Tpm, Tee];
}
