using Compose.Secrets;
using Compose.Signing;

namespace Compose.CommandLine;

/// <summary>The key that a verb signs with: a file, or the address of a secret, of which some sign without leaving their place.</summary>
internal sealed class SignerSession : IDisposable
{
    /// <summary>The variable that holds the password of an encrypted key file.</summary>
    public const string PasswordVariable = "COMPOSE_KEY_PASSWORD";

    /// <summary>What options that name a key say of it.</summary>
    public const string Description = "A private key: a PEM PKCS #8 file (password in COMPOSE_KEY_PASSWORD), or an address: pkcs11://TOKEN/KEY?key, vault://transit/keys/NAME?engine=transit, env://NAME.";

    private readonly IDisposable _owned;
    private readonly SecretBackends? _backends;

    private SignerSession(ISigner signer, IDisposable owned, SecretBackends? backends)
    {
        Signer = signer;
        _owned = owned;
        _backends = backends;
    }

    public ISigner Signer { get; }

    /// <summary>Opens what an option names.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidKey</c>, <c>Secret.*</c>.</exception>
    public static SignerSession Open(string name)
    {
        if (!IsAddress(name))
        {
            SigningKey file = KeyFiles.ReadPrivate(KeyFiles.ReadFile(name), Environment.GetEnvironmentVariable(PasswordVariable), name);
            return new SignerSession(file, file, null);
        }

        SecretBackends backends = SecretSession.Backends();
        try
        {
            SecretSigner signer = SecretSigner.Open(backends, name);
            return new SignerSession(signer, signer, backends);
        }
        catch (ComposeException)
        {
            backends.Dispose();
            throw;
        }
    }

    public static bool IsAddress(string name) => name.Contains("://", StringComparison.Ordinal);

    public void Dispose()
    {
        _owned.Dispose();
        _backends?.Dispose();
    }
}
