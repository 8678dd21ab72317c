using System.Security.Cryptography;

namespace Compose.Plans;

/// <summary>
/// The names of a built plan: the digest of its canonical bytes and the founding plan-id. A plan of version 1 keeps the
/// identity of its own bytes.
/// </summary>
public sealed record PlanIdentity(PlanForm Form, Digest PlanDigest, Digest PlanId)
{
    /// <summary>The tag of the founding formula.</summary>
    public const string PlanIdTag = "witcanon:1";

    /// <summary><c>plan-digest = SHA-256(bytes)</c>, <c>plan-id = SHA-256("witcanon:1" ‖ bytes)</c>.</summary>
    public static PlanIdentity Of(PlanForm form, ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData("witcanon:1"u8);
        sha.AppendData(bytes);
        sha.GetHashAndReset(hash);
        return new PlanIdentity(form, Digest.Of(bytes), new Digest(hash));
    }
}
