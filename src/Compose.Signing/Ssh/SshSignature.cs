using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace Compose.Signing.Ssh;

/// <summary>
/// A signature of a file or a text by an SSH key, as <c>ssh-keygen -Y sign</c> and Git write it (OpenSSH, PROTOCOL.sshsig).
/// </summary>
public sealed class SshSignature
{
    private const uint Version = 1;
    private const int MaxBytes = 64 << 10;
    private const string Begin = "-----BEGIN SSH SIGNATURE-----", End = "-----END SSH SIGNATURE-----";

    private readonly string _hash;
    private readonly string _algorithm;
    private readonly byte[] _numbers;

    private SshSignature(byte[] blob, VerificationKey key, string space, string hash, string algorithm, byte[] numbers)
    {
        Fingerprint = SshPublicKey.Fingerprint(blob);
        Key = key;
        Namespace = space;
        _hash = hash;
        _algorithm = algorithm;
        _numbers = numbers;
    }

    /// <summary>The line that begins a signature.</summary>
    public static ReadOnlySpan<byte> Marker => "-----BEGIN SSH SIGNATURE-----"u8;

    /// <summary>The key that the signature names; whether it is trusted is not known here.</summary>
    public VerificationKey Key { get; }

    /// <summary>The key as SSH shows it: <c>SHA256:…</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>What the signature is for: <c>git</c>, <c>file</c>.</summary>
    public string Namespace { get; }

    private static ReadOnlySpan<byte> Magic => "SSHSIG"u8;

    /// <summary>Reads the armored form.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>, <c>Trust.InvalidKey</c>.</exception>
    public static SshSignature Parse(ReadOnlySpan<byte> armored)
    {
        ErrorCode code = ErrorCodes.Trust.InvalidBundle;
        if (armored.Length > MaxBytes)
        {
            throw new ComposeException(code, $"the SSH signature has {armored.Length} bytes; at most {MaxBytes} are read");
        }

        string text = Encoding.Latin1.GetString(armored).Trim();
        if (!text.StartsWith(Begin, StringComparison.Ordinal) || !text.EndsWith(End, StringComparison.Ordinal) || text.Length < Begin.Length + End.Length)
        {
            throw new ComposeException(code, "the SSH signature has no end");
        }

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text[Begin.Length..^End.Length]);
        }
        catch (FormatException)
        {
            throw new ComposeException(code, "the SSH signature is not base64");
        }

        var reader = new SshReader(bytes, code);
        if (!reader.Take(Magic.Length).SequenceEqual(Magic) || reader.UInt32() is not Version)
        {
            throw new ComposeException(code, "the SSH signature is not of version 1");
        }

        byte[] blob = reader.Bytes().ToArray();
        string space = reader.Name();
        reader.Bytes();
        string hash = reader.Name();
        var signature = new SshReader(reader.Bytes(), code);
        reader.End();
        string algorithm = signature.Name();
        byte[] numbers = signature.Bytes().ToArray();
        signature.End();
        return new SshSignature(blob, SshPublicKey.Read(blob, code), space, hash, algorithm, numbers);
    }

    /// <summary>True if the key that it names has signed the message for the namespace.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidBundle</c>: a number in it is not well-formed.</exception>
    public bool Verify(ReadOnlySpan<byte> message, string space)
    {
        if (Namespace != space || HashOf(message) is not { } digest)
        {
            return false;
        }

        byte[] signed = [.. Magic, .. Field(Encoding.ASCII.GetBytes(space)), .. Field([]), .. Field(Encoding.ASCII.GetBytes(_hash)), .. Field(digest)];
        return Key.Algorithm switch
        {
            KeyAlgorithm.Ed25519 => _algorithm == "ssh-ed25519" && Key.Verify(signed, _numbers),
            KeyAlgorithm.RsaPkcs1 => _algorithm switch
            {
                // SHA-1 (ssh-rsa) is not accepted, as OpenSSH does not.
                "rsa-sha2-256" => Key.Verify(signed, _numbers, HashAlgorithmName.SHA256),
                "rsa-sha2-512" => Key.Verify(signed, _numbers, HashAlgorithmName.SHA512),
                _ => false,
            },
            KeyAlgorithm.EcdsaP256 => _algorithm == "ecdsa-sha2-nistp256" && Key.Verify(signed, Pair()),
            KeyAlgorithm.EcdsaP384 => _algorithm == "ecdsa-sha2-nistp384" && Key.Verify(signed, Pair()),
            KeyAlgorithm.EcdsaP521 => _algorithm == "ecdsa-sha2-nistp521" && Key.Verify(signed, Pair()),
            _ => false,
        };
    }

    private byte[]? HashOf(ReadOnlySpan<byte> message) => _hash switch
    {
        "sha256" => SHA256.HashData(message),
        "sha512" => SHA512.HashData(message),
        _ => null,
    };

    /// <summary>The two numbers of ECDSA (RFC 5656 §3.1.2) in DER.</summary>
    private byte[] Pair()
    {
        var reader = new SshReader(_numbers, ErrorCodes.Trust.InvalidBundle);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            SshPublicKey.WriteNumber(writer, reader.Bytes(), ErrorCodes.Trust.InvalidBundle);
            SshPublicKey.WriteNumber(writer, reader.Bytes(), ErrorCodes.Trust.InvalidBundle);
        }

        reader.End();
        return writer.Encode();
    }

    private static byte[] Field(ReadOnlySpan<byte> bytes)
    {
        var field = new byte[sizeof(uint) + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(field, bytes.Length);
        bytes.CopyTo(field.AsSpan(sizeof(uint)));
        return field;
    }
}
