using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>What building a path came to.</summary>
/// <param name="Problem">Why there is none; null if there is one.</param>
/// <param name="Certificates">The path from the certificate to the anchor.</param>
/// <param name="Until">When the first certificate of the path ends.</param>
internal readonly record struct CertificatePath(string? Problem, IReadOnlyList<X509Certificate2> Certificates, DateTimeOffset Until)
{
    /// <summary>Who issued the certificate: itself where the path is one of an anchor alone.</summary>
    public X509Certificate2 Issuer => Certificates[Math.Min(1, Certificates.Count - 1)];
}
