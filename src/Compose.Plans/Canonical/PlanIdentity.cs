using System.Security.Cryptography;

namespace Compose.Plans;

/// <summary>
/// The names of a built plan: the digest of its canonical bytes and the founding plan-id. A plan of version 1 keeps the
/// identity of its own bytes.
/// </summary>
/// <param name="Form">The form of the bytes.</param>
/// <param name="PlanDigest"><c>SHA-256(bytes)</c>.</param>
/// <param name="PlanId"><c>SHA-256("witcanon:1" ‖ bytes)</c>, the founding formula.</param>
/// <param name="FoundingEmitKey"><c>SHA-256(bytes ‖ "emit:v1")</c>: the emit key as the founders computed it, shown for comparison only.</param>
public sealed record PlanIdentity(PlanForm Form, Digest PlanDigest, Digest PlanId, Digest FoundingEmitKey)
{
    /// <summary>The identity of these bytes.</summary>
    public static PlanIdentity Of(PlanForm form, ReadOnlySpan<byte> bytes) =>
        new(form, Digest.Of(bytes), Join("witcanon:1"u8, bytes), Join(bytes, "emit:v1"u8));

    private static Digest Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<byte> hash = stackalloc byte[Digest.Size];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(first);
        sha.AppendData(second);
        sha.GetHashAndReset(hash);
        return new Digest(hash);
    }
}
