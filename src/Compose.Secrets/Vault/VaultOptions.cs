namespace Compose.Secrets.Vault;

/// <summary>How a Vault server is reached, in the words of its own command line.</summary>
public sealed record VaultOptions
{
    /// <summary><c>VAULT_ADDR</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary><c>VAULT_NAMESPACE</c>, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>VAULT_TOKEN</c>; null where AppRole logs in.</summary>
    public string? Token { get; init; }

    /// <summary>AppRole: <c>VAULT_ROLE_ID</c>.</summary>
    public string? RoleId { get; init; }

    /// <summary>AppRole: <c>VAULT_SECRET_ID</c>.</summary>
    public string? SecretId { get; init; }

    /// <summary>Where AppRole is mounted.</summary>
    public string AppRoleMount { get; init; } = "approle";

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further tries after 412, 429 and 5xx.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>From the environment; null if <c>VAULT_ADDR</c> is not set. The file <c>~/.vault-token</c> counts, too.</summary>
    public static VaultOptions? FromEnvironment()
    {
        if (!Uri.TryCreate(Environment.GetEnvironmentVariable("VAULT_ADDR"), UriKind.Absolute, out Uri? address))
        {
            return null;
        }

        string? token = Environment.GetEnvironmentVariable("VAULT_TOKEN");
        string file = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? string.Empty, ".vault-token");
        return new VaultOptions
        {
            Address = address,
            Namespace = Environment.GetEnvironmentVariable("VAULT_NAMESPACE"),
            RoleId = Environment.GetEnvironmentVariable("VAULT_ROLE_ID"),
            SecretId = Environment.GetEnvironmentVariable("VAULT_SECRET_ID"),
            Token = string.IsNullOrEmpty(token) ? File.Exists(file) ? File.ReadAllText(file).Trim() : null : token,
        };
    }
}
