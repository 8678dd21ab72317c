using Compose.Signing;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Trust.Sigstore;

/// <summary>
/// Verifies Sigstore bundles, offline, in the order of the client specification, and fails closed at each step:
/// <code>
/// 1 times        RFC 3161 tokens over the signature; integrated time where the log's promise verifies
/// 2 chain        the signer's certificate to an authority of the root, at every time
/// 3 SCT          the certificate is in a certificate transparency log
/// 4 identity     subject and issuer of the certificate
/// 5 log          promise, inclusion proof, signed checkpoint, and the entry is about this signature
/// 6 signature    over the artifact, or over the envelope whose statement names the artifact
/// </code>
/// Immutable and thread-safe.
/// </summary>
public sealed class SigstoreVerifier(TrustedRoot root)
{
    public TrustedRoot Root => root;

    /// <summary>Verifies a bundle signed under a certificate of an identity.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="artifact">What must have been signed.</param>
    /// <param name="identities">Who may have signed: one of them.</param>
    /// <exception cref="ComposeException">Why it is refused: <c>Trust.*</c>.</exception>
    public SigstoreResult Verify(SigstoreBundle bundle, Artifact artifact, IReadOnlyList<SigstoreIdentity> identities)
    {
        try
        {
            return VerifyIdentity(bundle, artifact, identities);
        }
        catch (CryptographicException e)
        {
            // The framework reads certificates lazily: what is malformed within shows wherever it is first looked at.
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the bundle's certificate cannot be read: {e.Message}");
        }
    }

    private SigstoreResult VerifyIdentity(SigstoreBundle bundle, Artifact artifact, IReadOnlyList<SigstoreIdentity> identities)
    {
        if (bundle.Certificates.Count == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "the bundle is signed with a plain key, and an identity is expected", hint: "verify it with the key: --key");
        }

        using var leaf = SignerCertificate.Load(bundle.Certificates);
        IReadOnlyList<DateTimeOffset> times = SigningTimes.Establish(bundle, root);
        if (times.Count == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.TimeUnproven, "nothing proves when the bundle was signed", hint: "a bundle needs a timestamp of an authority of the trusted root, or a log entry with its signed time");
        }

        X509Certificate2? issuer = null;
        foreach (DateTimeOffset time in times)
        {
            issuer = leaf.Chain(root, time);
        }

        leaf.VerifyTransparency(root, issuer!);
        SigstoreIdentity signer = leaf.Identity();
        if (!identities.Any(identity => identity.Matches(signer.Subject, signer.Issuer)))
        {
            throw new ComposeException(
                ErrorCodes.Trust.IdentityMismatch,
                $"signed by {signer}, expected {string.Join(" or ", identities)}",
                hint: "the policy names who may sign, to the letter");
        }

        if (LogVerifier.Verify(bundle, artifact, leaf.Key, leaf.Raw, root, times) == 0)
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "no entry of a log of the trusted root is in the bundle");
        }

        VerifySignature(bundle, artifact, leaf.Key);
        return new SigstoreResult(signer, leaf.Key, times, bundle.Envelope);
    }

    /// <summary>Verifies a bundle signed with a plain key.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="artifact">What must have been signed.</param>
    /// <param name="key">The key.</param>
    /// <param name="root">The root whose logs count; null to rely on the key alone.</param>
    /// <param name="requireLog">True if an entry of a log is required.</param>
    public static SigstoreResult VerifyWithKey(SigstoreBundle bundle, Artifact artifact, VerificationKey key, TrustedRoot? root, bool requireLog)
    {
        if (bundle.Certificates.Count > 0)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "the bundle is signed under a certificate, and a key is expected", hint: "verify it by identity: --certificate-identity and --certificate-oidc-issuer");
        }

        IReadOnlyList<DateTimeOffset> times = [];
        if (root is not null && (requireLog || bundle.LogEntries.Count > 0 || bundle.Timestamps.Count > 0))
        {
            times = SigningTimes.Establish(bundle, root);
            int entries = LogVerifier.Verify(bundle, artifact, key, null, root, times);
            if (requireLog && (entries == 0 || times.Count == 0))
            {
                throw new ComposeException(ErrorCodes.Trust.LogInvalid, "no entry of a log of the trusted root is in the bundle with a proven time");
            }
        }
        else if (requireLog)
        {
            throw new ComposeException(ErrorCodes.Trust.LogInvalid, "a log entry is required, and there is no trusted root that names a log", hint: "give --trusted-root");
        }

        VerifySignature(bundle, artifact, key);
        return new SigstoreResult(null, key, times, bundle.Envelope);
    }

    private static void VerifySignature(SigstoreBundle bundle, Artifact artifact, VerificationKey key)
    {
        if (bundle.Envelope is { } envelope)
        {
            InTotoStatement statement = InTotoStatement.Of(envelope);
            if (!envelope.IsSignedBy(key))
            {
                throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the signature of the envelope is not the signer's");
            }

            if (!statement.IsAbout(artifact.Sha256))
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the signed statement is not about {artifact.Sha256}");
            }

            return;
        }

        if (bundle.MessageDigest is { } digest && artifact.Hash(bundle.MessageHash!.Value) is { } hash && !CryptographicOperations.FixedTimeEquals(digest, hash))
        {
            throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the bundle was made for another artifact: its digest is not this one's");
        }

        if (!artifact.IsSignedBy(key, bundle.Signature.Span, bundle.MessageHash))
        {
            throw new ComposeException(ErrorCodes.Trust.SignatureInvalid, "the signature of the artifact is not the signer's");
        }
    }
}
