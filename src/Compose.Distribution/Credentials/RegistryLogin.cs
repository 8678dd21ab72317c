namespace Compose.Distribution.Credentials;

/// <summary>How to log in to one registry: user and password, or one of two kinds of token.</summary>
public sealed class RegistryLogin
{
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Exchanged for tokens of repositories at the registry's token server.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>Sent to the registry as it is.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>Where it was found, for messages.</summary>
    public required string Where { get; init; }

    /// <summary>Never the values.</summary>
    public override string ToString() => $"credentials from {Where}";
}
