using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>What a piece of evidence holds: a bundle, and what that has to be about for the evidence to be about the subject.</summary>
/// <param name="Bundle">The signature with its signer. Nothing in it is believed yet.</param>
/// <param name="Artifact">What must have been signed: the subject, a manifest that leads to it, or a claim about that.</param>
/// <param name="Manifest">The manifest that was signed; null for a signature of the subject itself.</param>
/// <param name="IsOfRepository">True if the signature names the repository, which was compared with the subject's.</param>
internal readonly record struct SignedContent(SigstoreBundle Bundle, Artifact Artifact, Digest? Manifest, bool IsOfRepository)
{
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>; <c>Trust.InvalidStatement</c>, <c>Trust.IdentityMismatch</c>: it
    /// is about something else; <c>Trust.UntrustedSource</c>: it is a bare signature.</exception>
    public static SignedContent Of(TrustEvidence evidence, TrustSubject subject)
    {
        if (evidence.IsOfManifest)
        {
            return ManifestSignature.Parse(evidence.Bytes.Span, evidence.Where).Open(subject);
        }

        return evidence.IsBundle
            ? new SignedContent(SigstoreBundle.Parse(evidence.Bytes.Span, evidence.Where), ArtifactOf(subject), null, IsOfRepository: false)
            : throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "a bare signature names no certificate");
    }

    public static Artifact ArtifactOf(TrustSubject subject) => subject.Bytes.IsEmpty ? new Artifact(subject.Digest) : new Artifact(subject.Bytes, subject.Digest);

    /// <summary>The word as it holds for the subject.</summary>
    public Voucher Bind(Voucher voucher) => Manifest is { } manifest
        ? voucher with { Signer = $"{voucher.Signer}, by the manifest {manifest.Hex[..16]}", IsForSourceOnly = IsOfRepository }
        : voucher;
}
