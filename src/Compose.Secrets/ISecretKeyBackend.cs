using Compose.Signing;

namespace Compose.Secrets;

/// <summary>A backend with keys that work where they are and never leave.</summary>
public interface ISecretKeyBackend : ISecretBackend
{
    /// <summary>True if the address names such a key rather than a value.</summary>
    bool IsKey(SecretUri uri);

    /// <summary>The public half of a key that signs.</summary>
    /// <exception cref="ComposeException"><c>Secret.*</c>.</exception>
    VerificationKey PublicKey(SecretUri uri);

    /// <summary>Signs with the key's algorithm and the hash of its own size; ECDSA signatures are DER.</summary>
    byte[] Sign(SecretUri uri, ReadOnlySpan<byte> message);

    bool Verify(SecretUri uri, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    byte[] Hmac(SecretUri uri, ReadOnlySpan<byte> message);

    byte[] Encrypt(SecretUri uri, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated);

    byte[] Decrypt(SecretUri uri, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated);
}
