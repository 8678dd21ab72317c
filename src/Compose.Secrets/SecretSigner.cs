using Compose.Signing;

namespace Compose.Secrets;

/// <summary>
/// Signs with a key that is named by the address of a secret: one that stays in its token or behind its service
/// (<c>pkcs11://TOKEN/KEY?key</c>, <c>vault://MOUNT/keys/NAME?engine=transit</c>), or one whose PEM is the secret itself
/// (<c>env://RELEASE_KEY</c>). Each signature is verified before it is given out: a service that signs in another way than
/// its public key says is found here, not by whoever verifies.
/// </summary>
public sealed class SecretSigner : ISigner, IDisposable
{
    private readonly SecretUri _uri;
    private readonly ISecretKeyBackend? _keys;
    private readonly SigningKey? _value;

    private SecretSigner(SecretUri uri, VerificationKey key, ISecretKeyBackend? keys, SigningKey? value)
    {
        _uri = uri;
        Key = key;
        _keys = keys;
        _value = value;
    }

    /// <inheritdoc/>
    public VerificationKey Key { get; }

    /// <summary>Finds the key; the backends stay the caller's.</summary>
    /// <exception cref="ComposeException"><c>Secret.*</c>; <c>Trust.InvalidKey</c> for a key of another kind.</exception>
    public static SecretSigner Open(SecretBackends backends, string address)
    {
        SecretUri uri = SecretUri.Parse(address);
        ISecretBackend backend = backends.For(uri);
        if (backend is ISecretKeyBackend keys && keys.IsKey(uri))
        {
            return new SecretSigner(uri, keys.PublicKey(uri), keys, null);
        }

        using SecretValue value = backend.Read(uri);
        SigningKey key = SecretKeys.Signing(value);
        return new SecretSigner(uri, key.Key, null, key);
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = _value?.Sign(message) ?? _keys!.Sign(_uri, message);
        return Key.Verify(message, signature)
            ? signature
            : throw new ComposeException(ErrorCodes.Trust.BackendError, $"what {_uri} signs does not verify with its public key", hint: "use an Ed25519, ECDSA or RSA key that signs with the hash of its own size");
    }

    public void Dispose() => _value?.Dispose();
}
