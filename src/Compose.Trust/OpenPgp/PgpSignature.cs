using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Compose.Trust.OpenPgp;

/// <summary>
/// One signature packet of version 4 (RFC 9580 §5.2.3). Only what is in the hashed part counts; from the rest the name of
/// the issuer is taken as a hint, and an embedded signature, which stands for itself.
/// </summary>
internal sealed class PgpSignature
{
    public const int Binary = 0x00, Text = 0x01, Generic = 0x10, Positive = 0x13, Subkey = 0x18, PrimaryBinding = 0x19, DirectKey = 0x1f, KeyRevocation = 0x20, SubkeyRevocation = 0x28, CertificateRevocation = 0x30;

    /// <summary>The flag of a key that may sign data.</summary>
    public const int MaySign = 0x02;

    private const int Version = 4, FixedPart = 6, Sha1 = 2;
    private const int CreationTime = 2, ExpirationTime = 3, KeyExpirationTime = 9, RevocationKey = 12, Issuer = 16, KeyFlags = 27, EmbeddedSignature = 32, IssuerFingerprint = 33;

    // What a critical subpacket may be: those above, and those whose meaning for a verifier is none.
    private static readonly HashSet<int> s_understood = [CreationTime, ExpirationTime, 4, 7, KeyExpirationTime, 11, RevocationKey, Issuer, 21, 22, 23, 24, 25, 26, KeyFlags, 28, 29, 30, EmbeddedSignature, IssuerFingerprint, 34, 39];

    private readonly byte[] _hashed;
    private readonly byte[] _numbers;
    private readonly ushort _left;
    private readonly ErrorCode _code;
    private readonly HashAlgorithmName? _hash;
    private bool _isIssuerSigned;

    private PgpSignature(int type, int algorithm, int hash, byte[] hashed, ushort left, byte[] numbers, ErrorCode code)
    {
        Type = type;
        Algorithm = algorithm;

        // Whoever could forge a revocation would only take trust away, so older ones count.
        _hash = HashOf(hash) ?? (IsRevocation && hash == Sha1 ? HashAlgorithmName.SHA1 : null);
        _hashed = hashed;
        _left = left;
        _numbers = numbers;
        _code = code;
    }

    public int Type { get; }

    public int Algorithm { get; }

    /// <summary>When it was made, as it says itself; null where it does not, and then it does not verify.</summary>
    public DateTimeOffset? Created { get; private set; }

    public DateTimeOffset? Expires { get; private set; }

    /// <summary>For a signature over a key: how long the key lasts from its making, zero for ever; null where it is not said.</summary>
    public TimeSpan? KeyLifetime { get; private set; }

    /// <summary>For a signature over a key: what the key may do; null where it is not said.</summary>
    public int? Flags { get; private set; }

    /// <summary>The fingerprint of who made it, or the end of that; null where it is not named.</summary>
    public string? IssuerId { get; private set; }

    /// <summary>For a signature over a key: the fingerprint of whoever else may revoke it; null where nobody is named.</summary>
    public string? Revoker { get; private set; }

    /// <summary>True for a signature that takes back a key or name: it is believed more readily than one that gives.</summary>
    public bool IsRevocation => Type is KeyRevocation or SubkeyRevocation or CertificateRevocation;

    /// <summary>The signature of the subkey over its primary key.</summary>
    public PgpSignature? Embedded { get; private set; }

    /// <summary>Why it cannot verify whoever made it; null if it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the body of a packet; null for a version that is not supported.</summary>
    public static PgpSignature? Read(ReadOnlySpan<byte> body, ErrorCode code, bool isEmbedded = false)
    {
        var reader = new PgpReader(body, code);
        if (reader.Byte() != Version)
        {
            return null;
        }

        int type = reader.Byte(), algorithm = reader.Byte(), hash = reader.Byte();
        int hashedLength = reader.UInt16();
        ReadOnlySpan<byte> hashed = reader.Take(hashedLength);
        ReadOnlySpan<byte> unhashed = reader.Take(reader.UInt16());
        var signature = new PgpSignature(type, algorithm, hash, body[..(FixedPart + hashedLength)].ToArray(), reader.UInt16(), reader.Take(reader.Length).ToArray(), code);
        if (signature._hash is null)
        {
            signature.Problem = hash is 1 or 2 or 3 ? "it is made with a broken hash (MD5, SHA-1 or RIPEMD-160)" : $"it is made with the hash {hash}, which is not supported";
        }

        signature.Take(hashed, code, isHashed: true, isEmbedded);
        signature.Take(unhashed, code, isHashed: false, isEmbedded);
        if (signature.Created is null && !signature.IsRevocation)
        {
            signature.Problem ??= "it does not say when it was made";
        }

        return signature;
    }

    /// <summary>True if the key could have made it.</summary>
    public bool IsOf(PgpKey key) => Algorithm == key.Algorithm && IssuerId is { } issuer && key.Fingerprint.EndsWith(issuer, StringComparison.Ordinal);

    /// <summary>True if the key has made it over keys and names of a certificate.</summary>
    public bool Verify(PgpKey key, params ReadOnlySpan<byte[]> data)
    {
        if (Begin(key) is not { } hash)
        {
            return false;
        }

        foreach (byte[] part in data)
        {
            hash.AppendData(part);
        }

        return End(key, hash);
    }

    /// <summary>True if the key has made it over bytes that are signed as they are.</summary>
    public bool VerifyDocument(PgpKey key, ReadOnlySpan<byte> document)
    {
        if (Begin(key) is not { } hash)
        {
            return false;
        }

        hash.AppendData(document);
        return End(key, hash);
    }

    private IncrementalHash? Begin(PgpKey key) => Problem is null && _hash is { } name && Algorithm == key.Algorithm ? IncrementalHash.CreateHash(name) : null;

    private bool End(PgpKey key, IncrementalHash hash)
    {
        using (hash)
        {
            hash.AppendData(_hashed);
            Span<byte> trailer = [Version, 0xff, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32BigEndian(trailer[2..], (uint)_hashed.Length);
            hash.AppendData(trailer);
            byte[] digest = hash.GetHashAndReset();
            return BinaryPrimitives.ReadUInt16BigEndian(digest) == _left && key.Verify(digest, hash.AlgorithmName, _numbers, _code);
        }
    }

    private void Take(ReadOnlySpan<byte> area, ErrorCode code, bool isHashed, bool isEmbedded)
    {
        uint? expires = null;
        var reader = new PgpReader(area, code);
        while (!reader.IsEmpty)
        {
            ReadOnlySpan<byte> body = reader.Subpacket(out int type, out bool isCritical);
            var value = new PgpReader(body, code);
            switch (type)
            {
                case CreationTime when isHashed:
                    Created = DateTimeOffset.FromUnixTimeSeconds(value.UInt32());
                    break;
                case ExpirationTime when isHashed:
                    expires = value.UInt32();
                    break;
                case KeyExpirationTime when isHashed:
                    KeyLifetime = TimeSpan.FromSeconds(value.UInt32());
                    break;
                case KeyFlags when isHashed:
                    Flags = body.IsEmpty ? 0 : body[0];
                    break;
                case RevocationKey when isHashed && body.Length == 22:
                    Revoker = Convert.ToHexString(body[2..]);
                    break;
                case Issuer when body.Length == 8:
                    IssuerId ??= Convert.ToHexString(body);
                    break;
                case IssuerFingerprint when body.Length == 21 && body[0] == Version && !_isIssuerSigned:
                    IssuerId = Convert.ToHexString(body[1..]);
                    _isIssuerSigned = isHashed;
                    break;
                case EmbeddedSignature when !isEmbedded:
                    Embedded ??= Read(body, code, isEmbedded: true);
                    break;
                default:
                    if (isHashed && isCritical && !IsRevocation && !s_understood.Contains(type))
                    {
                        Problem ??= $"it says that subpacket {type} must be understood";
                    }

                    break;
            }
        }

        if (expires is > 0 and { } after && Created is { } created)
        {
            Expires = created.AddSeconds(after);
        }
    }

    private static HashAlgorithmName? HashOf(int number) => number switch
    {
        8 => HashAlgorithmName.SHA256,
        9 => HashAlgorithmName.SHA384,
        10 => HashAlgorithmName.SHA512,
        _ => null,
    };
}
