using Compose.Signing;
using System.Security.Cryptography.X509Certificates;
using Compose.Trust.OpenPgp;
using Compose.Trust.Sigstore;

namespace Compose.Trust;

/// <summary>Verifies one piece of evidence by one authority: each kind of backend in its own method.</summary>
internal static partial class AuthorityVerifier
{
    /// <summary>The authority's word, or why the evidence is not that.</summary>
    /// <exception cref="ComposeException"><c>Trust.*</c>.</exception>
    public static Voucher Verify(TrustAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now) => evidence.IsGitTag ? ByTag(authority, evidence, subject, revoked, now) : authority switch
    {
        KeyAuthority key => ByKey(key, evidence, subject, revoked),
        SigstoreAuthority sigstore => BySigstore(sigstore, evidence, subject, revoked),
        CertificateAuthorityRule x509 => ByCertificate(x509, evidence, subject, revoked, now),
        OpenPgpAuthority openPgp when evidence.IsOpenPgp => ByOpenPgp(openPgp, evidence.Bytes.Span, BytesOf(subject, "an OpenPGP signature"), evidence.Where, revoked, now),
        OpenPgpAuthority => throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "it is no OpenPGP signature"),
        SshAuthority when evidence.IsBundle => throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "it is no signature by an SSH key"),
        SshAuthority ssh => BySsh(ssh, evidence.Bytes.Span, BytesOf(subject, "an SSH signature"), FileNamespace, revoked, now),
        _ => throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"the backend {authority.Backend} does not look at signatures"),
    };

    private static Voucher ByKey(KeyAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked)
    {
        IReadOnlyList<DateTimeOffset> times = [];
        var voucher = new Voucher(authority.Name, $"key {authority.Key.Id.Hex[..16]}", authority.Key.Id.Hex);
        if (evidence.IsBundle || evidence.IsOfManifest)
        {
            SignedContent signed = SignedContent.Of(evidence, subject);
            SigstoreResult result = SigstoreVerifier.VerifyWithKey(signed.Bundle, signed.Artifact, authority.Key, authority.LogRoot, authority.LogRoot is not null);
            RequireVouching(authority, result.Envelope);
            times = result.Times;
            voucher = signed.Bind(voucher);
        }
        else if (authority.LogRoot is not null)
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "a log entry is required, and a bare signature has none");
        }
        else if (!SignedContent.ArtifactOf(subject).IsSignedBy(authority.Key, evidence.Signature(), null))
        {
            throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the signature is not the key's");
        }

        RequireNotRevoked(revoked, authority.Key.Id, times);
        return voucher;
    }

    private static Voucher BySigstore(SigstoreAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked)
    {
        SignedContent signed = SignedContent.Of(evidence, subject);
        SigstoreResult result = new SigstoreVerifier(authority.Root).Verify(signed.Bundle, signed.Artifact, authority.Identities);
        RequireVouching(authority, result.Envelope);
        RequireNotRevoked(revoked, result.Key.Id, result.Times);
        RequireNotRevoked(revoked, Digest.Of(signed.Bundle.Certificates[0]), result.Times);
        RequireNotRevoked(revoked, result.Signer!.Subject);
        return signed.Bind(new Voucher(authority.Name, result.Signer.ToString(), result.Signer.ToString()));
    }

    private static Voucher ByCertificate(CertificateAuthorityRule authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now)
    {
        SignedContent signed = SignedContent.Of(evidence, subject);
        if (signed.Bundle.Certificates.Count == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "the bundle is signed with a plain key, and a certificate is expected");
        }

        List<X509Certificate2> chain = KeyFiles.ReadChain(signed.Bundle.Certificates);
        try
        {
            X509Certificate2 leaf = chain[0];
            if (CertificateChains.WhyNoSigner(leaf) is { } unfit)
            {
                throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"{unfit}: {leaf.Subject}");
            }

            CertificatePath path = PathOf(leaf, chain[1..], authority.Roots, now);
            string subjectName = authority.Subjects.FirstOrDefault(name => CertificateNames.Has(leaf, name))
                ?? throw new ComposeException(ErrorCodes.Trust.IdentityMismatch, $"signed by {leaf.Subject}, expected {string.Join(" or ", authority.Subjects)}");
            VerificationKey key = VerificationKey.Of(leaf);
            SigstoreResult result = SigstoreVerifier.VerifyWithKey(signed.Bundle with { Certificates = [] }, signed.Artifact, key, null, requireLog: false);
            RequireVouching(authority, result.Envelope);
            RequireNotRevoked(revoked, subjectName);
            foreach (X509Certificate2 certificate in path.Certificates)
            {
                RequireNotRevoked(revoked, Digest.Of(certificate.RawDataMemory.Span), []);
                RequireNotRevoked(revoked, Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()), []);
            }

            return signed.Bind(new Voucher(authority.Name, leaf.Subject, key.Id.Hex) { Until = path.Until.ToUniversalTime() });
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or System.Formats.Asn1.AsnContentException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the bundle's certificate cannot be read: {e.Message}");
        }
        finally
        {
            chain.ForEach(certificate => certificate.Dispose());
        }
    }

    /// <summary>The path to one of the roots at this time: nothing proves an earlier one.</summary>
    private static CertificatePath PathOf(X509Certificate2 leaf, List<X509Certificate2> extra, X509Roots roots, DateTimeOffset now)
    {
        string? why = null;
        foreach (X509Certificate2 anchor in roots.Anchors)
        {
            CertificatePath path = CertificateChains.Build(leaf, [.. roots.Intermediates, anchor], extra, CertificateChains.CodeSigningUse, now);
            if (path.Problem is null)
            {
                return path;
            }

            why = path.Problem;
        }

        throw new ComposeException(
            now > leaf.NotAfter ? ErrorCodes.Trust.CertificateExpired : ErrorCodes.Trust.UntrustedSource,
            $"the certificate {leaf.Subject} does not lead to the authority's roots: {why}");
    }

    private static Voucher ByOpenPgp(OpenPgpAuthority authority, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, string where, Revocations revoked, DateTimeOffset now)
    {
        OpenPgpResult result = OpenPgpVerifier.Verify(signature, message, authority.Keyring, authority.Fingerprints, now, where);
        RequireNotRevoked(revoked, result.PrimaryId, []);
        RequireNotRevoked(revoked, result.Key.Id, []);
        RequireNotRevoked(revoked, result.Fingerprint);
        return new Voucher(authority.Name, $"OpenPGP {result.Fingerprint}{(result.Name.Length > 0 ? $" ({result.Name})" : string.Empty)}", result.PrimaryId.Hex) { Until = result.Until };
    }

    /// <summary>A statement vouches by what it says: a list of parts or a failed scan is signed, too.</summary>
    private static void RequireVouching(TrustAuthority authority, DsseEnvelope? envelope)
    {
        if (envelope is not null && InTotoStatement.Of(envelope).PredicateType is var type && !authority.Statements.Contains(type, StringComparer.Ordinal))
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"it is a statement of the type {type}, which does not vouch", hint: "name the type in the authority's statements if it should");
        }
    }

    private static ReadOnlySpan<byte> BytesOf(TrustSubject subject, string what) => !subject.Bytes.IsEmpty
        ? subject.Bytes.Span
        : throw new ComposeException(ErrorCodes.Trust.VerificationFailed, what + " is over the bytes, and only their digest is at hand");

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
