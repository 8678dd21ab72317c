using Compose.Signing;

namespace Compose.Secrets;

/// <summary>Secrets whose value is a key.</summary>
internal static class SecretKeys
{
    /// <summary>A private key: PEM PKCS #8, or the seed of an Ed25519 key.</summary>
    /// <exception cref="ComposeException"><c>Secret.WrongKind</c>.</exception>
    public static SigningKey Signing(SecretValue value)
    {
        if (value.Length == Ed25519.KeySize)
        {
            return SigningKey.FromEd25519Seed(value.Bytes);
        }

        try
        {
            return KeyFiles.ReadPrivate(value.Bytes, password: null);
        }
        catch (ComposeException)
        {
            // What the reader found may tell of the value.
            throw new ComposeException(ErrorCodes.Secret.WrongKind, "the secret is no private key", hint: "PEM PKCS #8, or the 32 bytes of an Ed25519 seed");
        }
    }
}
