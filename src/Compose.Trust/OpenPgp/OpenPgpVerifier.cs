using Compose.Signing;

namespace Compose.Trust.OpenPgp;

/// <summary>
/// Verifies detached OpenPGP signatures of files: version 4, over the bytes as they are, by RSA, ECDSA or Ed25519 with
/// SHA-256 or larger. A key that has expired or was revoked signs nothing, whenever the signature says it was made: that
/// time is the signer's own word.
/// </summary>
public static class OpenPgpVerifier
{
    private const int SignaturePacket = 2, MaxSignatures = 64, MaxBytes = 1 << 20;

    // How far the clocks of the signer and of this machine may be apart.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    /// <summary>True if the bytes look like an OpenPGP signature: armor, or a signature packet of version 4.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> bytes)
    {
        if (PgpArmor.IsArmored(bytes))
        {
            return true;
        }

        try
        {
            var reader = new PgpReader(bytes, ErrorCodes.Trust.InvalidBundle);
            return reader.Packet(out int tag) is [4, ..] && tag == SignaturePacket;
        }
        catch (ComposeException)
        {
            return false;
        }
    }

    /// <summary>Finds a signature by one of the keys.</summary>
    /// <param name="signature">Armored or binary; several signatures may follow each other.</param>
    /// <param name="document">What was signed.</param>
    /// <param name="keyring">The keys.</param>
    /// <param name="fingerprints">Fingerprints of the certificates that count; none for all of the keyring.</param>
    /// <param name="now">The time at which keys and signatures must not have expired.</param>
    /// <param name="file">The name of the signature, for messages.</param>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>, <c>Trust.SignatureInvalid</c>, <c>Trust.CertificateExpired</c>,
    /// <c>Trust.Revoked</c>, <c>Trust.UntrustedSource</c>.</exception>
    public static OpenPgpResult Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> document, OpenPgpKeyring keyring, IReadOnlyList<string> fingerprints, DateTimeOffset now, string? file = null)
    {
        if (signature.Length > MaxBytes)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidBundle, $"the signature has {signature.Length} bytes; at most {MaxBytes} are read", new ErrorLocation { File = file });
        }

        // All of it is read although one signature is enough: what follows it may not be something else.
        OpenPgpResult? verified = null;
        ComposeError? problem = null;
        var reader = new PgpReader(PgpArmor.Decode(signature, "SIGNATURE", ErrorCodes.Trust.InvalidBundle), ErrorCodes.Trust.InvalidBundle);
        for (int count = 0; !reader.IsEmpty && count < MaxSignatures; count++)
        {
            ReadOnlySpan<byte> body = reader.Packet(out int tag);
            if (tag != SignaturePacket)
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidBundle, "it holds more than signatures: only detached signatures are verified", new ErrorLocation { File = file }, "gpg --detach-sign FILE");
            }

            if (verified is not null)
            {
                continue;
            }

            if (PgpSignature.Read(body, ErrorCodes.Trust.InvalidBundle) is not { } made)
            {
                problem ??= new ComposeError(ErrorCodes.Trust.InvalidBundle, "its version is not supported", null, "make a signature of version 4");
                continue;
            }

            (OpenPgpResult? result, ComposeError? why) = Verify(made, document, keyring, fingerprints, now);
            verified = result;

            // That somebody else signed as well says less than why the one who should have did not.
            problem = problem is null || problem.Code == ErrorCodes.Trust.UntrustedSource ? why : problem;
        }

        return verified ?? throw new ComposeException((problem ?? new ComposeError(ErrorCodes.Trust.InvalidBundle, "there is no signature in it")) with { Where = new ErrorLocation { File = file } });
    }

    private static (OpenPgpResult? Result, ComposeError? Why) Verify(PgpSignature made, ReadOnlySpan<byte> document, OpenPgpKeyring keyring, IReadOnlyList<string> fingerprints, DateTimeOffset now)
    {
        if (made.Type != PgpSignature.Binary || made.Problem is not null)
        {
            string why = made.Problem ?? (made.Type == PgpSignature.Text ? "it is over text with other line ends, not over the bytes" : $"it is of type 0x{made.Type:x2}, not one of a file");
            return (null, new ComposeError(ErrorCodes.Trust.SignatureInvalid, why, null, "gpg --detach-sign --digest-algo SHA512 FILE"));
        }

        ComposeError? problem = null;
        foreach (PgpCertificate certificate in keyring.Certificates)
        {
            foreach (PgpSubkey signer in certificate.Signers)
            {
                if (!made.IsOf(signer.Key))
                {
                    continue;
                }

                if (made.VerifyDocument(signer.Key, document))
                {
                    return Judge(made, certificate, signer, fingerprints, now);
                }

                // Two keys may have one short name.
                problem = new ComposeError(ErrorCodes.Trust.SignatureInvalid, $"the signature is not that of the key {signer.Key.Fingerprint} over these bytes");
            }
        }

        return (null, problem ?? new ComposeError(ErrorCodes.Trust.UntrustedSource, $"it is signed by the key {made.IssuerId ?? "(not named)"}, which is not in the keyring, or may not sign", null, "add the signer's key to the keyring, or sign with one that is there"));
    }

    private static (OpenPgpResult? Result, ComposeError? Why) Judge(PgpSignature made, PgpCertificate certificate, PgpSubkey signer, IReadOnlyList<string> fingerprints, DateTimeOffset now)
    {
        string primary = certificate.Primary.Fingerprint;
        DateTimeOffset? until = made.Expires is { } end && (signer.Expires is null || end < signer.Expires) ? end : signer.Expires;
        if (fingerprints.Count > 0 && !fingerprints.Contains(primary, StringComparer.OrdinalIgnoreCase))
        {
            return (null, new ComposeError(ErrorCodes.Trust.UntrustedSource, $"it is signed by {primary}, expected {string.Join(" or ", fingerprints)}"));
        }

        if (signer.IsRevoked)
        {
            return (null, new ComposeError(ErrorCodes.Trust.Revoked, $"the owner has revoked the key {signer.Key.Fingerprint}"));
        }

        if (until is { } expired && now >= expired)
        {
            return (null, new ComposeError(ErrorCodes.Trust.CertificateExpired, $"{(made.Expires == expired ? "the signature" : $"the key {signer.Key.Fingerprint}")} ended at {expired:u}"));
        }

        if (made.Created > now + s_skew || signer.Key.Created > now + s_skew)
        {
            return (null, new ComposeError(ErrorCodes.Trust.SignatureInvalid, $"the signature or its key is from the future: {made.Created:u}", null, "check the clocks of both machines"));
        }

        return made.Created < signer.Key.Created
            ? (null, new ComposeError(ErrorCodes.Trust.SignatureInvalid, "the signature is older than its key"))
            : (new OpenPgpResult(primary, certificate.Name, certificate.Primary.Key?.Id ?? signer.Key.Key!.Id, signer.Key.Key!, until), null);
    }
}
