using System.Formats.Asn1;
using System.Security.Cryptography;
using Compose.Signing;

namespace Compose.Trust.OpenPgp;

/// <summary>One public key or subkey of version 4 (RFC 9580 §5.5.2.2).</summary>
internal sealed class PgpKey
{
    private const int Version = 4, Rsa = 1, RsaSignOnly = 3, Ecdsa = 19, EdDsaLegacy = 22, Ed25519Algorithm = 27;
    private const byte NativePoint = 0x40, KeyPrefix = 0x99;

    private static readonly byte[][] s_curveOids =
    [
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], // P-256
        [0x2b, 0x81, 0x04, 0x00, 0x22], // P-384
        [0x2b, 0x81, 0x04, 0x00, 0x23], // P-521
    ];

    private static readonly byte[] s_ed25519Oid = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];

    private PgpKey(byte[] body, int algorithm, DateTimeOffset created, VerificationKey? key)
    {
        Body = body;
        Algorithm = algorithm;
        Created = created;
        Key = key;

        // Version 4 names keys by SHA-1. It only names: what is signed is verified by the key itself, and another key of the
        // same name would need a second preimage.
        using var name = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        name.AppendData(Hashed());
        Fingerprint = Convert.ToHexString(name.GetHashAndReset());
    }

    public byte[] Body { get; }

    public int Algorithm { get; }

    public DateTimeOffset Created { get; }

    /// <summary>The key itself; null for one that does not sign, or by an algorithm that is not supported.</summary>
    public VerificationKey? Key { get; }

    /// <summary>40 hexadecimal digits, upper case.</summary>
    public string Fingerprint { get; }

    /// <summary>The last 16 digits of the fingerprint.</summary>
    public string Id => Fingerprint[24..];

    /// <summary>Reads the body of a packet; null for a version that is not supported.</summary>
    public static PgpKey? Read(ReadOnlySpan<byte> body)
    {
        var reader = new PgpReader(body, ErrorCodes.Trust.InvalidKey);
        if (reader.Byte() != Version)
        {
            return null;
        }

        if (body.Length > ushort.MaxValue)
        {
            throw new ComposeException(ErrorCodes.Trust.InvalidKey, $"an OpenPGP key of {body.Length} bytes cannot be signed: its length has two octets");
        }

        var created = DateTimeOffset.FromUnixTimeSeconds(reader.UInt32());
        int algorithm = reader.Byte();

        // Null too for a key that is too short, or no point of its curve: it is there, and nothing signed with it counts.
        VerificationKey? key = algorithm switch
        {
            Rsa or RsaSignOnly => OfRsa(ref reader),
            Ecdsa => OfCurve(ref reader),
            EdDsaLegacy => OfEdwards(ref reader),
            Ed25519Algorithm => VerificationKey.FromEd25519(reader.Take(Ed25519.KeySize)),
            _ => null,
        };
        return new PgpKey(body.ToArray(), algorithm, created, key);
    }

    /// <summary>What signatures over the key hash: the key as a packet of the old format with two octets of length.</summary>
    public byte[] Hashed() => [KeyPrefix, (byte)(Body.Length >> 8), (byte)Body.Length, .. Body];

    /// <summary>True if the numbers of a signature over the hash are this key's.</summary>
    /// <exception cref="ComposeException">The numbers are cut short; with the code of the document they are from.</exception>
    public bool Verify(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> numbers, ErrorCode code)
    {
        if (Key is null)
        {
            return false;
        }

        var reader = new PgpReader(numbers, code);
        switch (Algorithm)
        {
            case Rsa or RsaSignOnly:
                byte[] value = Padded(reader.Integer(), RsaSize());
                return reader.IsEmpty && Key.VerifyHash(digest, value, hash);
            case Ecdsa:
                var writer = new AsnWriter(AsnEncodingRules.DER);
                using (writer.PushSequence())
                {
                    Write(writer, reader.Integer());
                    Write(writer, reader.Integer());
                }

                return reader.IsEmpty && Key.VerifyHash(digest, writer.Encode(), hash);
            case EdDsaLegacy:
                byte[] pair = [.. Padded(reader.Integer(), Ed25519.KeySize), .. Padded(reader.Integer(), Ed25519.KeySize)];
                return reader.IsEmpty && Key.Verify(digest, pair);
            default:
                ReadOnlySpan<byte> native = reader.Take(Ed25519.SignatureSize);
                return reader.IsEmpty && Key.Verify(digest, native);
        }
    }

    private int RsaSize()
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(Key!.SubjectPublicKeyInfo, out _);
        return rsa.KeySize / 8;
    }

    private static void Write(AsnWriter writer, ReadOnlySpan<byte> number) => writer.WriteIntegerUnsigned(number.IsEmpty ? [0] : number);

    /// <summary>A number in exactly so many bytes; one that is too long is left as it is and does not verify.</summary>
    private static byte[] Padded(ReadOnlySpan<byte> number, int size)
    {
        var padded = new byte[Math.Max(size, number.Length)];
        number.CopyTo(padded.AsSpan(padded.Length - number.Length));
        return padded;
    }

    private static VerificationKey? OfRsa(ref PgpReader reader)
    {
        byte[] modulus = reader.Integer().ToArray(), exponent = reader.Integer().ToArray();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Write(writer, modulus);
            Write(writer, exponent);
        }

        return Usable(writer.Encode(), VerificationKey.FromRsaPublicKey);
    }

    private static VerificationKey? OfCurve(ref PgpReader reader)
    {
        byte[] oid = reader.Take(reader.Byte()).ToArray();
        ReadOnlySpan<byte> point = reader.Integer();
        if (!Array.Exists(s_curveOids, known => known.AsSpan().SequenceEqual(oid)))
        {
            return null;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteEncodedValue([0x06, (byte)oid.Length, .. oid]);
            }

            writer.WriteBitString(point);
        }

        return Usable(writer.Encode(), VerificationKey.FromSpki);
    }

    private static VerificationKey? OfEdwards(ref PgpReader reader)
    {
        bool isEdwards = reader.Take(reader.Byte()).SequenceEqual(s_ed25519Oid);
        ReadOnlySpan<byte> point = reader.Integer();
        return isEdwards && point.Length == Ed25519.KeySize + 1 && point[0] == NativePoint ? VerificationKey.FromEd25519(point[1..]) : null;
    }

    private delegate VerificationKey KeyReader(ReadOnlySpan<byte> der);

    /// <summary>Null for a key that is well-formed as OpenPGP and that signatures are not verified with.</summary>
    private static VerificationKey? Usable(byte[] der, KeyReader read)
    {
        try
        {
            return read(der);
        }
        catch (ComposeException)
        {
            return null;
        }
    }
}
