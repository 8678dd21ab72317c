using Compose.Signing;
using System.Security.Cryptography.X509Certificates;
using Compose.Trust.OpenPgp;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>Verifies one piece of evidence by one authority: each kind of backend in its own method.</summary>
internal static class AuthorityVerifier
{
    private const string CodeSigningUse = "1.3.6.1.5.5.7.3.3";

    /// <summary>The authority's word, or why the evidence is not that.</summary>
    /// <exception cref="ComposeException"><c>Trust.*</c>.</exception>
    public static Voucher Verify(TrustAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now) => authority switch
    {
        KeyAuthority key => ByKey(key, evidence, subject, revoked),
        SigstoreAuthority sigstore => BySigstore(sigstore, evidence, subject, revoked),
        CertificateAuthorityRule x509 => ByCertificate(x509, evidence, subject, revoked, now),
        OpenPgpAuthority openPgp => ByOpenPgp(openPgp, evidence, subject, revoked, now),
        _ => throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"the backend {authority.Backend} does not look at signatures"),
    };

    private static Voucher ByKey(KeyAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked)
    {
        IReadOnlyList<DateTimeOffset> times = [];
        if (evidence.IsBundle)
        {
            times = SigstoreVerifier.VerifyWithKey(SigstoreBundle.Parse(evidence.Bytes.Span, evidence.Where), ArtifactOf(subject), authority.Key, authority.LogRoot, authority.LogRoot is not null).Times;
        }
        else if (authority.LogRoot is not null)
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "a log entry is required, and a bare signature has none");
        }
        else if (!ArtifactOf(subject).IsSignedBy(authority.Key, evidence.Signature(), null))
        {
            throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the signature is not the key's");
        }

        RequireNotRevoked(revoked, authority.Key.Id, times);
        return new Voucher(authority.Name, $"key {authority.Key.Id.Hex[..16]}", authority.Key.Id.Hex);
    }

    private static Voucher BySigstore(SigstoreAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked)
    {
        SigstoreBundle bundle = BundleOf(evidence);
        SigstoreResult result = new SigstoreVerifier(authority.Root).Verify(bundle, ArtifactOf(subject), authority.Identities);
        RequireNotRevoked(revoked, result.Key.Id, result.Times);
        RequireNotRevoked(revoked, Digest.Of(bundle.Certificates[0]), result.Times);
        RequireNotRevoked(revoked, result.Signer!.Subject);
        return new Voucher(authority.Name, result.Signer.ToString(), result.Signer.ToString());
    }

    private static Voucher ByCertificate(CertificateAuthorityRule authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now)
    {
        SigstoreBundle bundle = BundleOf(evidence);
        if (bundle.Certificates.Count == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "the bundle is signed with a plain key, and a certificate is expected");
        }

        List<X509Certificate2> chain = KeyFiles.ReadChain(bundle.Certificates);
        try
        {
            string? why = "there is no root";
            foreach (X509Certificate2 anchor in authority.Roots.Anchors)
            {
                why = CertificateChains.Build(chain[0], [.. authority.Roots.Intermediates, anchor], chain[1..], CodeSigningUse, now);
                if (why is null)
                {
                    break;
                }
            }

            if (why is not null)
            {
                throw new ComposeException(
                    now > chain[0].NotAfter ? ErrorCodes.Trust.CertificateExpired : ErrorCodes.Trust.UntrustedSource,
                    $"the certificate {chain[0].Subject} does not lead to the authority's roots: {why}");
            }

            string subjectName = authority.Subjects.FirstOrDefault(name => CertificateNames.Has(chain[0], name))
                ?? throw new ComposeException(ErrorCodes.Trust.IdentityMismatch, $"signed by {chain[0].Subject}, expected {string.Join(" or ", authority.Subjects)}");
            VerificationKey key = VerificationKey.Of(chain[0]);
            SigstoreVerifier.VerifyWithKey(bundle with { Certificates = [] }, ArtifactOf(subject), key, null, requireLog: false);
            RequireNotRevoked(revoked, key.Id, []);
            RequireNotRevoked(revoked, subjectName);
            foreach (X509Certificate2 certificate in chain)
            {
                RequireNotRevoked(revoked, Digest.Of(certificate.RawDataMemory.Span), []);
            }

            return new Voucher(authority.Name, chain[0].Subject, key.Id.Hex) { Until = chain[0].NotAfter.ToUniversalTime() };
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the bundle's certificate cannot be read: {e.Message}");
        }
        finally
        {
            chain.ForEach(certificate => certificate.Dispose());
        }
    }

    private static Voucher ByOpenPgp(OpenPgpAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now)
    {
        if (!evidence.IsOpenPgp)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "it is no OpenPGP signature");
        }

        if (subject.Bytes.IsEmpty)
        {
            throw new ComposeException(ErrorCodes.Trust.VerificationFailed, "an OpenPGP signature is over the bytes, and only their digest is at hand");
        }

        OpenPgpResult result = OpenPgpVerifier.Verify(evidence.Bytes.Span, subject.Bytes.Span, authority.Keyring, authority.Fingerprints, now, evidence.Where);
        RequireNotRevoked(revoked, result.PrimaryId, []);
        RequireNotRevoked(revoked, result.Key.Id, []);
        RequireNotRevoked(revoked, result.Fingerprint);
        return new Voucher(authority.Name, $"OpenPGP {result.Fingerprint}{(result.Name.Length > 0 ? $" ({result.Name})" : string.Empty)}", result.PrimaryId.Hex) { Until = result.Until };
    }

    private static SigstoreBundle BundleOf(TrustEvidence evidence) => evidence.IsBundle
        ? SigstoreBundle.Parse(evidence.Bytes.Span, evidence.Where)
        : throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "a bare signature names no certificate");

    private static Artifact ArtifactOf(TrustSubject subject) => subject.Bytes.IsEmpty ? new Artifact(subject.Digest) : new Artifact(subject.Bytes, subject.Digest);

    private static void RequireNotRevoked(Revocations revoked, Digest key, IReadOnlyList<DateTimeOffset> times)
    {
        if (revoked.Covers(key, times))
        {
            throw new ComposeException(ErrorCodes.Trust.Revoked, $"the key or certificate {key.Hex[..16]} is revoked");
        }
    }

    private static void RequireNotRevoked(Revocations revoked, string identity)
    {
        if (revoked.Identities.Contains(identity))
        {
            throw new ComposeException(ErrorCodes.Trust.Revoked, $"the identity {identity} is revoked");
        }
    }
}
