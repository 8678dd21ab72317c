namespace Compose.Secrets;

/// <summary>A backend with keys that work where they are and never leave.</summary>
public interface ISecretKeyBackend : ISecretBackend
{
    /// <summary>True if the address names such a key rather than a value.</summary>
    bool IsKey(SecretUri uri);

    byte[] Sign(SecretUri uri, ReadOnlySpan<byte> message);

    bool Verify(SecretUri uri, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    byte[] Hmac(SecretUri uri, ReadOnlySpan<byte> message);

    byte[] Encrypt(SecretUri uri, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated);

    byte[] Decrypt(SecretUri uri, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated);
}
