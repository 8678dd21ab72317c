namespace Compose.Distribution.Credentials;

/// <summary>Where credentials of registries are kept.</summary>
public interface IRegistryCredentials
{
    /// <summary>The login for <c>host</c> or <c>host:port</c>; null for none, which is an anonymous visit.</summary>
    /// <exception cref="ComposeException"><c>Source.InvalidCredentials</c>.</exception>
    RegistryLogin? Find(string host);
}
