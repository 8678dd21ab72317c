namespace Compose.Trust;

/// <summary>Where signatures of a subject are looked for.</summary>
public interface ITrustEvidenceSource
{
    /// <summary>What is there for the subject; the first is tried first.</summary>
    IReadOnlyList<TrustEvidence> Find(TrustSubject subject);
}
