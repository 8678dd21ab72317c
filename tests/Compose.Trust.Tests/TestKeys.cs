using Compose.Signing;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Tests;

/// <summary>Keys and certificates made for one test run.</summary>
internal static class TestKeys
{
    public static SigningKey Ed25519Key { get; } = SigningKey.Create(KeyAlgorithm.Ed25519);

    public static SigningKey P256Key { get; } = SigningKey.Create(KeyAlgorithm.EcdsaP256);

    public static SigningKey OtherKey { get; } = SigningKey.Create(KeyAlgorithm.EcdsaP256);

    /// <summary>A root and a certificate for signing code under it, valid between the days from now.</summary>
    public static (X509Certificate2 Root, X509Certificate2 Leaf, SigningKey Key) Chain(string subject, int from = -1, int to = 30, string use = "1.3.6.1.5.5.7.3.3")
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Test Root", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        rootRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(rootRequest.PublicKey, false));
        X509Certificate2 root = rootRequest.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(400));

        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        X509Certificate2 leaf = request.Create(root, DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(to), [1, 2, 3]);
        return (root, leaf, SigningKey.FromPkcs8(leafKey.ExportPkcs8PrivateKey()));
    }
}
