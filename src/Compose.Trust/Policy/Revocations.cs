namespace Compose.Trust;

/// <summary>What a policy no longer trusts, whoever vouches.</summary>
public sealed record Revocations
{
    /// <summary>Keys and certificates by SHA-256 (of the SubjectPublicKeyInfo, or of the certificate), each with the instant from which it counts; null for ever.</summary>
    public IReadOnlyDictionary<Digest, DateTimeOffset?> Keys { get; init; } = new Dictionary<Digest, DateTimeOffset?>();

    /// <summary>Artifacts and components.</summary>
    public IReadOnlySet<Digest> Digests { get; init; } = new HashSet<Digest>();

    /// <summary>Identities of Sigstore certificates and subjects of X.509 certificates.</summary>
    public IReadOnlySet<string> Identities { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// True if the key is revoked for a signature made at the proven times: one that is proven to be older than the
    /// revocation holds; one without a proven time does not.
    /// </summary>
    public bool Covers(Digest key, IReadOnlyList<DateTimeOffset> times)
    {
        if (!Keys.TryGetValue(key, out DateTimeOffset? since))
        {
            return false;
        }

        if (since is not { } from || times.Count == 0)
        {
            return true;
        }

        foreach (DateTimeOffset time in times)
        {
            if (time >= from)
            {
                return true;
            }
        }

        return false;
    }
}
