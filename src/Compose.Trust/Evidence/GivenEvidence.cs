namespace Compose.Trust;

/// <summary>Signatures that the caller names, for one digest.</summary>
public sealed class GivenEvidence(Digest digest, IReadOnlyList<TrustEvidence> evidence) : ITrustEvidenceSource
{
    public IReadOnlyList<TrustEvidence> Find(TrustSubject subject) => subject.Digest == digest ? evidence : [];
}
