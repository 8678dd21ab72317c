namespace Compose.Distribution.Credentials;

/// <summary>Credentials that the caller gives, for one registry; others are asked for elsewhere.</summary>
public sealed class GivenCredentials(string registry, string user, string password, IRegistryCredentials? others) : IRegistryCredentials
{
    public RegistryLogin? Find(string host) => string.Equals(registry, host, StringComparison.OrdinalIgnoreCase)
        ? new RegistryLogin { User = user, Password = password, Where = "the command line" }
        : others?.Find(host);
}
