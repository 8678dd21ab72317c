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

    /// <summary>The Ed25519 key of a seed of 32 bytes, of which a copy is taken; the caller zeroes its own.</summary>
    public static SigningKey FromEd25519Seed(ReadOnlySpan<byte> seed) => FromEd25519Seed(Pinned(seed));

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
                    return OfSeed(info);
                case "1.2.840.10045.2.1":
                    using (var ec = ECDsa.Create())
                    {
                        ec.ImportPkcs8PrivateKey(der.Span, out _);
                        return new SigningKey(VerificationKey.FromSpki(ec.ExportSubjectPublicKeyInfo()), Pinned(der.Span));
                    }

                case "1.2.840.113549.1.1.1":
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportPkcs8PrivateKey(der.Span, out _);
                        return new SigningKey(VerificationKey.FromSpki(rsa.ExportSubjectPublicKeyInfo()), Pinned(der.Span));
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

    /// <summary>The seed within the octets of a <c>PrivateKeyInfo</c>, copied once, into memory that stays where it is.</summary>
    private static SigningKey OfSeed(AsnReader info)
    {
        if (!info.TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> outer)
            || !new AsnReader(outer, AsnEncodingRules.BER).TryReadPrimitiveOctetString(out ReadOnlyMemory<byte> seed)
            || seed.Length != Ed25519.KeySize)
        {
            throw new CryptographicException("an Ed25519 key has 32 bytes");
        }

        return FromEd25519Seed(Pinned(seed.Span));
    }

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
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
