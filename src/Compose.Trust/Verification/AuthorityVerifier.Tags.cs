using Compose.Plans;
using Compose.Signing;
using Compose.Signing.Ssh;
using Compose.Trust.Git;
using Compose.Trust.OpenPgp;

namespace Compose.Trust;

/// <content>Signed tags of Git, and signatures by SSH keys.</content>
internal static partial class AuthorityVerifier
{
    private const string GitNamespace = "git", FileNamespace = "file";

    /// <summary>The word of whoever signed the tag that leads to the bytes.</summary>
    private static Voucher ByTag(TrustAuthority authority, TrustEvidence evidence, TrustSubject subject, Revocations revoked, DateTimeOffset now)
    {
        GitTagProof proof = GitTagProof.Read(evidence.Bytes, evidence.Where);
        RequireAsked(proof, subject);
        if (!proof.IsSigned)
        {
            throw new ComposeException(
                ErrorCodes.Trust.MissingSignature,
                proof.TagObject.IsEmpty ? $"the tag {proof.Tag} is a lightweight one, which nobody can sign" : $"the tag {proof.Tag} is not signed",
                hint: "sign a tag: git tag -s");
        }

        proof.Check(BytesOf(subject, "a tag"));
        Voucher voucher = authority switch
        {
            OpenPgpAuthority openPgp => ByOpenPgp(openPgp, proof.Signature, proof.Signed, evidence.Where, revoked, now),
            SshAuthority ssh => BySsh(ssh, proof.Signature, proof.Signed, GitNamespace, revoked, now),
            KeyAuthority key when key.LogRoot is null => BySshKey(key, proof.Signature, proof.Signed, revoked),
            _ => throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"the backend {authority.Backend} does not look at tags of Git"),
        };
        return voucher with { Signer = $"{voucher.Signer} by the tag {proof.Tag}", IsForSourceOnly = true };
    }

    /// <summary>
    /// A tag vouches for what was asked of it. Its signer did not look at every file of the repository with the thought that
    /// it could stand for another component: a registry must not offer one with the tag as evidence.
    /// </summary>
    private static void RequireAsked(GitTagProof proof, TrustSubject subject)
    {
        if (subject.Source is null || !SourceAddress.IsRemote(subject.Source))
        {
            return;
        }

        if (!SourceAddress.TryParse(subject.Source, out SourceAddress? source, out _) || source.Kind != SourceKind.Git)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "a tag of Git vouches for what comes from Git");
        }

        (_, string tag, string? path) = source.GitParts();
        if (tag != proof.Tag || (path is not null && path != proof.Path))
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"it is about {proof.Path} of the tag {proof.Tag}");
        }
    }

    private static Voucher BySsh(SshAuthority authority, ReadOnlySpan<byte> armored, ReadOnlySpan<byte> message, string space, Revocations revoked, DateTimeOffset now)
    {
        SshSignature signature = SshOf(armored);
        ComposeError? problem = null;
        foreach (AllowedSigner signer in authority.Signers.Entries)
        {
            if (signer.Key.Id != signature.Key.Id)
            {
                continue;
            }

            string? principal = authority.Principals.Count == 0 ? signer.Principals : authority.Principals.FirstOrDefault(signer.Is);
            if (principal is null || !signer.MaySign(space))
            {
                problem ??= new ComposeError(ErrorCodes.Trust.IdentityMismatch, $"it is signed by {signer.Principals}, who may not sign this");
                continue;
            }

            if (now < signer.NotBefore || now > signer.NotAfter)
            {
                problem ??= new ComposeError(ErrorCodes.Trust.CertificateExpired, $"the key of {signer.Principals} is not valid now");
                continue;
            }

            RequireSigned(signature, message, space);
            RequireNotRevoked(revoked, signature.Key.Id, []);
            RequireNotRevoked(revoked, principal);
            return new Voucher(authority.Name, $"SSH {signature.Fingerprint} ({principal})", signature.Key.Id.Hex) { Until = signer.NotAfter };
        }

        throw new ComposeException(problem ?? new ComposeError(ErrorCodes.Trust.UntrustedSource, $"it is signed by the key {signature.Fingerprint}, which is not in the file of signers"));
    }

    private static Voucher BySshKey(KeyAuthority authority, ReadOnlySpan<byte> armored, ReadOnlySpan<byte> message, Revocations revoked)
    {
        SshSignature signature = SshOf(armored);
        if (signature.Key.Id != authority.Key.Id)
        {
            throw new ComposeException(ErrorCodes.Trust.UntrustedSource, $"it is signed by another key, {signature.Fingerprint}");
        }

        RequireSigned(signature, message, GitNamespace);
        RequireNotRevoked(revoked, authority.Key.Id, []);
        return new Voucher(authority.Name, $"SSH {signature.Fingerprint}", authority.Key.Id.Hex);
    }

    private static SshSignature SshOf(ReadOnlySpan<byte> armored) => armored.StartsWith(SshSignature.Marker)
        ? SshSignature.Parse(armored)
        : throw new ComposeException(ErrorCodes.Trust.UntrustedSource, "it is not signed by an SSH key");

    private static void RequireSigned(SshSignature signature, ReadOnlySpan<byte> message, string space)
    {
        if (!signature.Verify(message, space))
        {
            throw new ComposeException(
                ErrorCodes.Trust.SignatureInvalid,
                signature.Namespace == space ? $"the signature is not that of the key {signature.Fingerprint}" : $"the signature is for '{signature.Namespace}', not for '{space}'");
        }
    }
}
