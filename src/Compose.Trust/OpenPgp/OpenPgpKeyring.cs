using Compose.Signing;

namespace Compose.Trust.OpenPgp;

/// <summary>
/// Public keys as <c>gpg --export</c> writes them, armored or not: certificates of version 4 whose keys sign with RSA, ECDSA
/// or Ed25519. What a certificate says of its keys counts only where its own primary key has signed it; what others certify
/// is not looked at. Immutable.
/// </summary>
public sealed class OpenPgpKeyring
{
    private const int PublicKey = 6, SecretKey = 5, SecretSubkey = 7, Signature = 2, UserId = 13, PublicSubkey = 14, UserAttribute = 17;
    private const int MaxPackets = 20_000;

    private readonly List<PgpCertificate> _certificates;

    private OpenPgpKeyring(List<PgpCertificate> certificates, Digest digest)
    {
        _certificates = certificates;
        Digest = digest;
    }

    /// <summary>The digest of the binary form, for the digest of a policy.</summary>
    public Digest Digest { get; }

    /// <summary>Fingerprints of the certificates, in the order of the file.</summary>
    public IReadOnlyList<string> Fingerprints => [.. _certificates.Select(certificate => certificate.Primary.Fingerprint)];

    internal IReadOnlyList<PgpCertificate> Certificates => _certificates;

    /// <summary>Reads a keyring.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>.</exception>
    public static OpenPgpKeyring Parse(ReadOnlySpan<byte> bytes, string? file = null)
    {
        try
        {
            byte[] binary = PgpArmor.Decode(bytes, "PUBLIC KEY BLOCK", ErrorCodes.Trust.InvalidKey);
            List<PgpCertificate> certificates = Read(binary);
            return certificates.Count > 0
                ? new OpenPgpKeyring(certificates, Digest.Of(binary))
                : throw new ComposeException(ErrorCodes.Trust.InvalidKey, "there is no OpenPGP key of version 4 in it", hint: "write one: gpg --export --armor KEY");
        }
        catch (ComposeException e) when (file is not null && e.Error.Where is null)
        {
            throw new ComposeException(e.Error with { Where = new ErrorLocation { File = file } });
        }
    }

    private static List<PgpCertificate> Read(byte[] binary)
    {
        var certificates = new List<PgpCertificate>();
        PgpCertificate? current = null;
        var reader = new PgpReader(binary, ErrorCodes.Trust.InvalidKey);
        for (int count = 0; !reader.IsEmpty; count++)
        {
            if (count == MaxPackets)
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the keyring has more than {MaxPackets} packets", hint: "export only the keys that may sign");
            }

            ReadOnlySpan<byte> body = reader.Packet(out int tag);
            switch (tag)
            {
                case PublicKey:
                    current = PgpKey.Read(body) is { } primary ? new PgpCertificate(primary) : null;
                    if (current is not null)
                    {
                        certificates.Add(current);
                    }

                    break;
                case SecretKey or SecretSubkey:
                    throw new ComposeException(ErrorCodes.Trust.InvalidKey, "it holds a private key", hint: "export the public half: gpg --export");
                case PublicSubkey:
                    current?.Begin(PgpKey.Read(body));
                    break;
                case UserId or UserAttribute:
                    current?.Begin(tag == UserId, body);
                    break;
                case Signature:
                    current?.Add(PgpSignature.Read(body, ErrorCodes.Trust.InvalidKey));
                    break;
            }
        }

        certificates.ForEach(certificate => certificate.TakeRevocations(certificates));
        certificates.ForEach(certificate => certificate.Complete());
        return certificates;
    }
}
