using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Signing;

/// <summary>
/// A public key that signatures are verified with: Ed25519, ECDSA on P-256, P-384 or P-521, or RSA. Immutable and
/// thread-safe: each verification opens the key anew.
/// </summary>
public sealed class VerificationKey
{
    private const string Ed25519Oid = "1.3.101.112", EcOid = "1.2.840.10045.2.1", RsaOid = "1.2.840.113549.1.1.1";

    /// <summary>Smallest RSA modulus that is accepted, in bits.</summary>
    internal const int MinRsaBits = 2048;

    private const int MaxRsaBits = 16_384;

    private readonly byte[] _spki;
    private readonly byte[] _raw;

    private VerificationKey(KeyAlgorithm algorithm, byte[] spki, byte[] raw)
    {
        Algorithm = algorithm;
        _spki = spki;
        _raw = raw;
        Id = Digest.Of(spki);
    }

    public KeyAlgorithm Algorithm { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: how policies, logs and bundles name the key.</summary>
    public Digest Id { get; }

    /// <summary>The key as a DER SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> SubjectPublicKeyInfo => _spki;

    /// <summary>The hash that the algorithm signs; null for Ed25519, which signs the message itself.</summary>
    public HashAlgorithmName? Hash => Algorithm switch
    {
        KeyAlgorithm.Ed25519 => null,
        KeyAlgorithm.EcdsaP384 => HashAlgorithmName.SHA384,
        KeyAlgorithm.EcdsaP521 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>Takes a DER SubjectPublicKeyInfo.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>: not a key, or not one of the algorithms and curves.</exception>
    public static VerificationKey FromSpki(ReadOnlySpan<byte> der)
    {
        byte[] bytes = der.ToArray();
        try
        {
            AsnReader outer = new AsnReader(bytes, AsnEncodingRules.DER);
            AsnReader info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            AsnReader algorithm = info.ReadSequence();
            string oid = algorithm.ReadObjectIdentifier();
            byte[] key = info.ReadBitString(out int unused);
            info.ThrowIfNotEmpty();
            if (unused != 0)
            {
                throw Invalid("its bit string has unused bits");
            }

            switch (oid)
            {
                case Ed25519Oid:
                    return key.Length == Ed25519.KeySize && !algorithm.HasData
                        ? new VerificationKey(KeyAlgorithm.Ed25519, bytes, key)
                        : throw Invalid("an Ed25519 key has 32 bytes and no parameters");
                case EcOid:
                    using (var ec = ECDsa.Create())
                    {
                        // Exported again: a key has one name, whatever form it came in.
                        ec.ImportSubjectPublicKeyInfo(bytes, out _);
                        return new VerificationKey(CurveOf(ec), ec.ExportSubjectPublicKeyInfo(), key);
                    }

                case RsaOid:
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportSubjectPublicKeyInfo(bytes, out _);
                        return rsa.KeySize is < MinRsaBits or > MaxRsaBits
                            ? throw Invalid($"an RSA key of {rsa.KeySize} bits is refused; {MinRsaBits} to {MaxRsaBits} are accepted")
                            : HasTrivialExponent(rsa) ? throw Invalid("with its exponent anybody could sign")
                            : new VerificationKey(KeyAlgorithm.RsaPkcs1, rsa.ExportSubjectPublicKeyInfo(), key);
                    }

                default:
                    throw Invalid($"its algorithm {oid} is not one of Ed25519, ECDSA and RSA");
            }
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            throw Invalid(e.Message);
        }
    }

    /// <summary>Takes the 32 bytes of an Ed25519 key.</summary>
    public static VerificationKey FromEd25519(ReadOnlySpan<byte> raw)
    {
        if (raw.Length != Ed25519.KeySize)
        {
            throw Invalid("an Ed25519 key has 32 bytes");
        }

        byte[] prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        return new VerificationKey(KeyAlgorithm.Ed25519, [.. prefix, .. raw], raw.ToArray());
    }

    /// <summary>Takes a PKCS #1 <c>RSAPublicKey</c>.</summary>
    public static VerificationKey FromRsaPublicKey(ReadOnlySpan<byte> der)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportRSAPublicKey(der, out _);
            return FromSpki(rsa.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException e)
        {
            throw Invalid(e.Message);
        }
    }

    /// <summary>The key of a certificate.</summary>
    public static VerificationKey Of(X509Certificate2 certificate) => FromSpki(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The same RSA key with the other padding.</summary>
    public VerificationKey AsPss() => Algorithm == KeyAlgorithm.RsaPkcs1 ? new VerificationKey(KeyAlgorithm.RsaPss, _spki, _raw) : this;

    /// <summary>True if the signature of the message is this key's. ECDSA signatures are DER.</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="hash">Another hash than the algorithm's own, where a format names one.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, HashAlgorithmName? hash = null)
    {
        if (Algorithm == KeyAlgorithm.Ed25519)
        {
            return Ed25519.Verify(_raw, message, signature);
        }

        return VerifyHash(HashOf(hash ?? Hash!.Value, message), signature, hash);
    }

    /// <summary>As <see cref="Verify"/> where only the message's hash is known; false for Ed25519, which needs the message.</summary>
    public bool VerifyHash(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, HashAlgorithmName? hash = null)
    {
        try
        {
            switch (Algorithm)
            {
                case KeyAlgorithm.Ed25519:
                    return false;
                case KeyAlgorithm.RsaPkcs1 or KeyAlgorithm.RsaPss:
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportSubjectPublicKeyInfo(_spki, out _);
                        return rsa.VerifyHash(digest, signature, hash ?? Hash!.Value, Algorithm == KeyAlgorithm.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
                    }

                default:
                    using (var ec = ECDsa.Create())
                    {
                        ec.ImportSubjectPublicKeyInfo(_spki, out _);
                        return IsDer(signature) && ec.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
                    }
            }
        }
        catch (CryptographicException)
        {
            // A signature that is no DER at all is one that does not verify.
            return false;
        }
    }

    /// <summary>A hash by name.</summary>
    internal static byte[] HashOf(HashAlgorithmName name, ReadOnlySpan<byte> data) =>
        name == HashAlgorithmName.SHA512 ? SHA512.HashData(data) : name == HashAlgorithmName.SHA384 ? SHA384.HashData(data) : SHA256.HashData(data);

    /// <summary>The library takes BER and negative numbers, too; one signature then has many forms, so only DER counts.</summary>
    private static bool IsDer(ReadOnlySpan<byte> signature)
    {
        try
        {
            AsnReader outer = new AsnReader(signature.ToArray(), AsnEncodingRules.DER);
            AsnReader pair = outer.ReadSequence();
            bool isPositive = pair.ReadInteger().Sign > 0 && pair.ReadInteger().Sign > 0;
            return isPositive && !pair.HasData && !outer.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    public override string ToString() => $"{Algorithm} {Id}";

    /// <summary>An exponent of 1 makes every padded hash its own signature; an even one is no RSA.</summary>
    private static bool HasTrivialExponent(RSA rsa) => rsa.ExportParameters(false).Exponent is not { } exponent
        || (exponent[^1] & 1) == 0 || (exponent[^1] == 1 && exponent.AsSpan(0, exponent.Length - 1).TrimStart((byte)0).IsEmpty);

    private static KeyAlgorithm CurveOf(ECDsa ec) => ec.ExportParameters(false).Curve.Oid.Value switch
    {
        "1.2.840.10045.3.1.7" => KeyAlgorithm.EcdsaP256,
        "1.3.132.0.34" => KeyAlgorithm.EcdsaP384,
        "1.3.132.0.35" => KeyAlgorithm.EcdsaP521,
        _ => throw Invalid("its curve is not P-256, P-384 or P-521"),
    };

    private static ComposeException Invalid(string why) =>
        new(ErrorCodes.Trust.InvalidKey, $"the public key cannot be used: {why}", hint: "give a PEM or DER SubjectPublicKeyInfo of Ed25519, ECDSA P-256, P-384, P-521 or RSA");
}
