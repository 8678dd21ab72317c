namespace Compose.Plans;

/// <summary>
/// A built plan: every component has a digest, every wire and export is complete, and so it has canonical bytes and an
/// identity. Made by the validator and the builder only.
/// </summary>
public sealed class ResolvedPlan
{
    internal ResolvedPlan(Plan plan, ReadOnlyMemory<byte> bytes, PlanIdentity identity, string? file, string? baseDirectory)
    {
        Plan = plan;
        Bytes = bytes;
        Identity = identity;
        File = file;
        BaseDirectory = baseDirectory;
        BareBytes = PlanCborWriter.Encode(plan, bare: true);
        BareDigest = Digest.Of(BareBytes.Span);
    }

    public Plan Plan { get; }

    /// <summary>The bytes that have the identity: canonical <c>plan-v2</c>, or those of the plan of version 1 that was read.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public PlanIdentity Identity { get; }

    /// <summary>Canonical <c>plan-v2</c> without source hints: what an artifact carries.</summary>
    public ReadOnlyMemory<byte> BareBytes { get; }

    /// <summary>The digest of <see cref="BareBytes"/>: where the bytes were found decides nothing, so keys use this one.</summary>
    public Digest BareDigest { get; }

    public string? File { get; }

    /// <summary>The folder from which relative host paths count; null for the current one.</summary>
    public string? BaseDirectory { get; }

    /// <summary>The folder with the vendored bytes of the plan and their signatures (an image layout); null for none.</summary>
    public string? Vendored { get; internal init; }
}
