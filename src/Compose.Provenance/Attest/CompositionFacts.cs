namespace Compose.Provenance;

/// <summary>What is known of an artifact: enough for every kind of attestation.</summary>
/// <param name="Name">The artifact's name.</param>
/// <param name="Artifact">Its digest.</param>
/// <param name="Plan">The digest of the plan it carries.</param>
/// <param name="Components">Its components by id.</param>
public sealed record CompositionFacts(string Name, Digest Artifact, Digest Plan, IReadOnlyList<KeyValuePair<string, Digest>> Components)
{
    /// <summary>How far it was trusted where the attestation is made.</summary>
    public TrustLabel Label { get; init; } = TrustLabel.CoreUnverified;

    /// <summary>For an execution: its receipt.</summary>
    public Receipt? Run { get; init; }
}
