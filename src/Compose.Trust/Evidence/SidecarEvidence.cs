namespace Compose.Trust;

/// <summary>Signatures beside the file: <c>FILE.sigstore.json</c>, <c>FILE.sigstore.jsonl</c>, <c>FILE.sig</c>, <c>FILE.asc</c>, <c>FILE.oci-signature.json</c>.</summary>
public sealed class SidecarEvidence : ITrustEvidenceSource
{
    public IReadOnlyList<TrustEvidence> Find(TrustSubject subject) => subject.File is not { } file
        ? []
        : [.. TrustEvidence.Read(file + TrustEvidence.BundleSuffix), .. TrustEvidence.Read(file + TrustEvidence.BundleLinesSuffix), .. TrustEvidence.Read(file + TrustEvidence.SignatureSuffix), .. TrustEvidence.Read(file + TrustEvidence.ArmorSuffix), .. TrustEvidence.Read(file + TrustEvidence.ManifestSuffix)];
}
