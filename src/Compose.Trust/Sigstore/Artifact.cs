using Compose.Signing;
using System.Security.Cryptography;

namespace Compose.Trust.Sigstore;

/// <summary>What a signature is asked about: bytes, or no more than their SHA-256.</summary>
public readonly struct Artifact
{
    private readonly ReadOnlyMemory<byte>? _bytes;

    /// <summary>Bytes, which are hashed here.</summary>
    public Artifact(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Sha256 = Digest.Of(bytes.Span);
    }

    /// <summary>Bytes whose digest the caller has just computed.</summary>
    internal Artifact(ReadOnlyMemory<byte> bytes, Digest sha256)
    {
        _bytes = bytes;
        Sha256 = sha256;
    }

    /// <summary>A digest alone; signatures that need the bytes do not verify.</summary>
    public Artifact(Digest sha256)
    {
        Sha256 = sha256;
    }

    public Digest Sha256 { get; }

    /// <summary>The bytes, or null.</summary>
    public ReadOnlyMemory<byte>? Bytes => _bytes;

    /// <summary>The hash by another algorithm; null where the bytes are not known.</summary>
    public byte[]? Hash(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA256 ? Sha256.ToArray() : _bytes is { } bytes ? VerificationKey.HashOf(algorithm, bytes.Span) : null;

    /// <summary>True if the signature of the artifact is the key's.</summary>
    public bool IsSignedBy(VerificationKey key, ReadOnlySpan<byte> signature, HashAlgorithmName? hash)
    {
        if (key.Hash is not { } own)
        {
            return _bytes is { } message && key.Verify(message.Span, signature);
        }

        // What the bundle names comes first: older signers used SHA-256 whatever the curve.
        return (hash is { } named && Hash(named) is { } first && key.VerifyHash(first, signature, named))
            || (hash != own && Hash(own) is { } second && key.VerifyHash(second, signature, own));
    }
}
