using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compose.Signing;

namespace Compose.Trust.Tests;

/// <summary>Certificates of an organisation (RFC 5280): what a path may be, what a signer's certificate must say, whose name it has.</summary>
public sealed class CertificateRulesTests : IDisposable
{
    private static readonly byte[] s_bytes = "a component"u8.ToArray();

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-x509-").FullName;
    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly X509Certificate2 _root;

    public CertificateRulesTests()
    {
        var request = new CertificateRequest("CN=Root", _rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddAuthority(request, null);
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllText(Path.Combine(_folder, "roots.pem"), _root.ExportCertificatePem());
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Path_ThroughAnIntermediate_Holds_AndEndsWithTheFirstOfItsCertificates()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 intermediate = Authority(key, null, to: 10);
        (X509Certificate2 leaf, SigningKey signer) = Leaf(intermediate.SubjectName, key);
        TrustExplanation explanation = Explain(signer, leaf, intermediate);
        Assert.True(explanation.Verdict.IsAllowed);
        Assert.Equal(intermediate.NotAfter.ToUniversalTime(), explanation.Steps[0].Voucher!.Until);

        // Revoked by the certificate or the key of anyone on the way, the anchor included.
        foreach (X509Certificate2 each in (X509Certificate2[])[leaf, intermediate, _root])
        {
            foreach (Digest digest in (Digest[])[Digest.Of(each.RawData), Digest.Of(each.PublicKey.ExportSubjectPublicKeyInfo())])
            {
                Assert.Equal(ErrorCodes.Trust.Revoked, Explain(signer, [leaf, intermediate], $"\nrevoked: {{keys: [{digest}]}}").Verdict.Problems[0].Code);
            }
        }
    }

    [Fact]
    public void Path_LongerThanAllowed_OrOutsideItsNames_IsRefused()
    {
        using RSA first = RSA.Create(2048), second = RSA.Create(2048);
        using X509Certificate2 limited = Authority(first, 0), below = Authority(second, null, issuer: limited.SubjectName, issuerKey: first, name: "CN=Below");
        (X509Certificate2 leaf, SigningKey signer) = Leaf(below.SubjectName, second);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(signer, leaf, below, limited));

        // Only names below acme.example may be issued (RFC 5280 §4.2.1.10).
        byte[] constraints = [0x30, 0x12, 0xa0, 0x10, 0x30, 0x0e, 0x82, 0x0c, .. "acme.example"u8];
        using RSA third = RSA.Create(2048);
        using X509Certificate2 named = Authority(third, null, change: request => request.CertificateExtensions.Add(new X509Extension("2.5.29.30", constraints, true)));
        (X509Certificate2 inside, SigningKey one) = Leaf(named.SubjectName, third, change: request => request.CertificateExtensions.Add(Host("ci.acme.example")));
        (X509Certificate2 outside, SigningKey two) = Leaf(named.SubjectName, third, change: request => request.CertificateExtensions.Add(Host("ci.evil.example")));
        Assert.True(Explain(one, inside, named).Verdict.IsAllowed);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(two, outside, named));
    }

    [Fact]
    public void Path_SignedWithSha1_OrByAShortKey_IsRefused()
    {
        (X509Certificate2 leaf, SigningKey signer) = Leaf(_root.SubjectName, _rootKey, sha1: true);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(signer, leaf));
        using RSA key = RSA.Create(1024);
        using X509Certificate2 weak = Authority(key, null);
        (X509Certificate2 under, SigningKey other) = Leaf(weak.SubjectName, key);
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(other, under, weak));
    }

    [Fact]
    public void Certificate_OfAnAuthority_OrForNothingSaid_IsNoSigner()
    {
        (X509Certificate2 authority, SigningKey one) = Leaf(_root.SubjectName, _rootKey, change: request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));
        (X509Certificate2 silent, SigningKey two) = Leaf(_root.SubjectName, _rootKey, change: request => request.CertificateExtensions.Remove(request.CertificateExtensions.OfType<X509EnhancedKeyUsageExtension>().Single()));
        (X509Certificate2 encrypts, SigningKey three) = Leaf(_root.SubjectName, _rootKey, change: request =>
        {
            request.CertificateExtensions.Remove(request.CertificateExtensions.OfType<X509KeyUsageExtension>().Single());
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, true));
        });
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(one, authority));
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(two, silent));
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Refused(three, encrypts));
    }

    [Theory]
    [InlineData("CN=release, O=Acme", "CN=release, O=Acme", true)]
    [InlineData("CN=release, O=Acme", "release", true)]
    [InlineData("CN=release, O=Acme", "Acme", false)]
    [InlineData("O=release", "release", false)] // no common name: another part is none
    [InlineData("CN=release, CN=other", "release", false)] // two: neither is the name
    [InlineData("CN=\"release, O=Acme\"", "CN=release, O=Acme", false)]
    [InlineData("CN=x", "CI.acme.example", true)]
    [InlineData("CN=x", "a@acme.example", true)]
    [InlineData("CN=x", "A@acme.example", false)]
    public void Name_IsTheWholeSubjectTheCommonNameOrAnAlternative(string subject, string expected, bool matches)
    {
        (X509Certificate2 leaf, SigningKey signer) = Leaf(_root.SubjectName, _rootKey, subject, change: request =>
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("ci.acme.example");
            names.AddEmailAddress("a@acme.example");
            request.CertificateExtensions.Add(names.Build());
        });
        Assert.Equal(matches, Explain(signer, [leaf], string.Empty, expected).Verdict.IsAllowed);
    }

    private ErrorCode Refused(SigningKey signer, params X509Certificate2[] chain)
    {
        TrustVerdict verdict = Explain(signer, chain).Verdict;
        Assert.False(verdict.IsAllowed);
        return verdict.Problems[0].Code;
    }

    private TrustExplanation Explain(SigningKey signer, params X509Certificate2[] chain) => Explain(signer, chain, string.Empty);

    private TrustExplanation Explain(SigningKey signer, X509Certificate2[] chain, string more, string subject = "CN=release")
    {
        string policy = $"trust: 1\nauthorities: {{corp: {{x509: {{roots: roots.pem, subjects: ['{subject}']}}}}}}\nrules: [{{signers: [corp]}}]{more}";
        return new TrustGate(
            TrustPolicyReader.Read(Encoding.UTF8.GetBytes(policy), null, _folder),
            [new GivenEvidence(Digest.Of(s_bytes), [new TrustEvidence("b", BundleSigner.SignMessage(s_bytes, signer, chain), true)])])
            .Explain(new TrustSubject(Digest.Of(s_bytes), "c", TrustOrigin.Local) { Bytes = s_bytes });
    }

    private X509Certificate2 Authority(RSA key, int? length, int to = 100, X500DistinguishedName? issuer = null, RSA? issuerKey = null, string name = "CN=Intermediate", Action<CertificateRequest>? change = null)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        AddAuthority(request, length);
        change?.Invoke(request);
        return request.Create(issuer ?? _root.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey ?? _rootKey, RSASignaturePadding.Pkcs1), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(to), [9, 9]);
    }

    private static (X509Certificate2 Leaf, SigningKey Key) Leaf(X500DistinguishedName issuer, RSA issuerKey, string subject = "CN=release", bool sha1 = false, Action<CertificateRequest>? change = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        change?.Invoke(request);
        X509SignatureGenerator generator = sha1 ? new Sha1Generator(issuerKey) : X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1);
        return (request.Create(issuer, generator, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(50), [8, 8]), SigningKey.FromPkcs8(key.ExportPkcs8PrivateKey()));
    }

    private static X509Extension Host(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        return names.Build();
    }

    private static void AddAuthority(CertificateRequest request, int? length)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, length is not null, length ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
    }

    /// <summary>Signs as authorities of another time did.</summary>
    private sealed class Sha1Generator(RSA key) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00];

        // The old algorithm is what the test is about.
        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
    }
}
