namespace Compose;

/// <summary>
/// The one seam of trust: asked about every component before an artifact is made of it, and about an artifact and every
/// component nested in it before any of it is compiled.
/// </summary>
public interface ITrustGate
{
    /// <summary>The mode in force.</summary>
    TrustMode Mode { get; }

    /// <summary>Judges bytes; refusals are verdicts, not exceptions.</summary>
    TrustVerdict Judge(TrustSubject subject);
}
