using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>A chain of the trusted root, leaf-most first: of a certificate authority or of a time-stamping authority.</summary>
public sealed record CertificateAuthority(IReadOnlyList<X509Certificate2> Chain, ValidityPeriod Validity)
{
    /// <summary>The anchor.</summary>
    public X509Certificate2 Root => Chain[^1];
}
