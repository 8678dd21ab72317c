using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Compose.Signing;

/// <summary>A private key in memory, from PKCS #8. Its bytes are zeroed when it is disposed of.</summary>
public sealed class SigningKey : ISigner, IDisposable
{
    private readonly byte[] _private;

    private SigningKey(VerificationKey key, byte[] privateBytes)
    {
        Key = key;
        _private = privateBytes;
    }

    public VerificationKey Key { get; }

    /// <summary>Makes a new key: Ed25519 or ECDSA.</summary>
    public static SigningKey Create(KeyAlgorithm algorithm)
    {
        if (algorithm == KeyAlgorithm.Ed25519)
        {
            byte[] seed = RandomNumberGenerator.GetBytes(Ed25519.KeySize);
            return FromEd25519Seed(seed);
        }

        ECCurve curve = algorithm switch
        {
            KeyAlgorithm.EcdsaP256 => ECCurve.NamedCurves.nistP256,
            KeyAlgorithm.EcdsaP384 => ECCurve.NamedCurves.nistP384,
            KeyAlgorithm.EcdsaP521 => ECCurve.NamedCurves.nistP521,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "only Ed25519 and ECDSA keys are made"),
        };
        using var ec = ECDsa.Create(curve);
        return new SigningKey(VerificationKey.FromSpki(ec.ExportSubjectPublicKeyInfo()), ec.ExportPkcs8PrivateKey());
    }

    /// <summary>The Ed25519 key of a seed of 32 bytes; the array becomes the key's own.</summary>
    public static SigningKey FromEd25519Seed(byte[] seed) => new(VerificationKey.FromEd25519(Ed25519.PublicKeyOf(seed)), seed);

    /// <summary>Takes a DER PKCS #8 <c>PrivateKeyInfo</c> that is not encrypted.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>.</exception>
    public static SigningKey FromPkcs8(ReadOnlyMemory<byte> der)
    {
        try
        {
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            string oid = info.ReadSequence().ReadObjectIdentifier();
            switch (oid)
            {
                case "1.3.101.112":
                    return FromEd25519Seed(new AsnReader(info.ReadOctetString(), AsnEncodingRules.BER).ReadOctetString());
                case "1.2.840.10045.2.1":
                    using (var ec = ECDsa.Create())
                    {
                        ec.ImportPkcs8PrivateKey(der.Span, out _);
                        return new SigningKey(VerificationKey.FromSpki(ec.ExportSubjectPublicKeyInfo()), der.ToArray());
                    }

                case "1.2.840.113549.1.1.1":
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportPkcs8PrivateKey(der.Span, out _);
                        return new SigningKey(VerificationKey.FromSpki(rsa.ExportSubjectPublicKeyInfo()), der.ToArray());
                    }

                default:
                    throw new CryptographicException($"its algorithm {oid} is not one of Ed25519, ECDSA and RSA");
            }
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"the private key cannot be used: {e.Message}", hint: "give a PEM PKCS #8 key of Ed25519, ECDSA or RSA");
        }
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        switch (Key.Algorithm)
        {
            case KeyAlgorithm.Ed25519:
                return Ed25519.Sign(_private, message);
            case KeyAlgorithm.RsaPkcs1 or KeyAlgorithm.RsaPss:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportPkcs8PrivateKey(_private, out _);
                    return rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                }

            default:
                using (var ec = ECDsa.Create())
                {
                    ec.ImportPkcs8PrivateKey(_private, out _);
                    return ec.SignData(message, Key.Hash!.Value, DSASignatureFormat.Rfc3279DerSequence);
                }
        }
    }

    /// <summary>The key as PEM PKCS #8, not encrypted.</summary>
    public string ExportPem()
    {
        if (Key.Algorithm != KeyAlgorithm.Ed25519)
        {
            return PemEncoding.WriteString("PRIVATE KEY", _private) + "\n";
        }

        byte[] prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        byte[] der = [.. prefix, .. _private];
        try
        {
            return PemEncoding.WriteString("PRIVATE KEY", der) + "\n";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_private);
}
