namespace Compose.Signing;

/// <summary>
/// What signs: a key in a file, in a token (PKCS #11) or behind a service (Vault Transit). The private key need not be
/// here.
/// </summary>
public interface ISigner
{
    /// <summary>The key that verifies what it signs.</summary>
    VerificationKey Key { get; }

    /// <summary>Signs the message with the key's algorithm and own hash; ECDSA signatures are DER.</summary>
    /// <exception cref="ComposeException"><c>Trust.BackendError</c>.</exception>
    byte[] Sign(ReadOnlySpan<byte> message);
}
