namespace Compose;

/// <summary>
/// The one seam of secrets: capabilities redeem tokens here, the host's side alone knows values. Every call names the
/// scope it acts for; a token of another scope is no token. Errors are <c>Secret.*</c> and never hold a value.
/// </summary>
public interface ISecretHost
{
    /// <summary>Lets an instance use secrets; once for each scope, before it runs.</summary>
    void Bind(SecretScope scope, IReadOnlyList<SecretGrant> grants);

    /// <summary>Gives the instance a token for a secret that the plan lets it use.</summary>
    SecretToken Resolve(SecretScope scope, string name);

    /// <summary>Names of the secrets that the plan lets the instance use, in order.</summary>
    IReadOnlyList<string> Names(SecretScope scope);

    /// <summary>What may be told about a token.</summary>
    SecretInfo Describe(SecretScope scope, SecretToken token);

    /// <summary>Ends a token.</summary>
    void Revoke(SecretScope scope, SecretToken token);

    /// <summary>Signs a message with the secret, which is a private key.</summary>
    byte[] Sign(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message);

    /// <summary>True if the signature of the message is the key's.</summary>
    bool Verify(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>HMAC-SHA256 under the secret.</summary>
    byte[] Hmac(SecretScope scope, SecretToken token, ReadOnlySpan<byte> message);

    /// <summary>Encrypts and authenticates; the associated data must be the same for decryption.</summary>
    byte[] Encrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated);

    /// <summary>Undoes <see cref="Encrypt"/>.</summary>
    byte[] Decrypt(SecretScope scope, SecretToken token, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated);

    /// <summary>The value itself; the caller disposes of it.</summary>
    SecretValue Reveal(SecretScope scope, SecretToken token);

    /// <summary>
    /// The value of an outgoing header, each character one octet, with each token in it replaced by its secret, for a host
    /// that the grants allow; null if there is no token in it. Called by the transport, after the guest has let go of the
    /// request.
    /// </summary>
    SecretValue? FillHeader(SecretScope scope, string host, string value);
}
