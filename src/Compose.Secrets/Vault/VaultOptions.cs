using System.Text;

namespace Compose.Secrets.Vault;

/// <summary>How a Vault server is reached, in the words of its own command line.</summary>
public sealed record VaultOptions
{
    /// <summary>Where a pod finds the token of its service account.</summary>
    public const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary><c>VAULT_ADDR</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary><c>VAULT_NAMESPACE</c>, or null.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>VAULT_TOKEN</c>; null where a login gives one.</summary>
    public string? Token { get; init; }

    /// <summary>AppRole: <c>VAULT_ROLE_ID</c>.</summary>
    public string? RoleId { get; init; }

    /// <summary>AppRole: <c>VAULT_SECRET_ID</c>.</summary>
    public string? SecretId { get; init; }

    /// <summary>Where AppRole is mounted: <c>VAULT_APPROLE_MOUNT</c>.</summary>
    public string AppRoleMount { get; init; } = "approle";

    /// <summary>The role of the login by a Kubernetes service account: <c>VAULT_KUBERNETES_ROLE</c>; null for none.</summary>
    public string? KubernetesRole { get; init; }

    /// <summary>Where that login is mounted: <c>VAULT_KUBERNETES_MOUNT</c>.</summary>
    public string KubernetesMount { get; init; } = "kubernetes";

    /// <summary>The file with the service account's JWT, read again for every login since it is rotated: <c>VAULT_KUBERNETES_TOKEN_FILE</c>.</summary>
    public string KubernetesTokenFile { get; init; } = ServiceAccountToken;

    /// <summary>A file of certificates (PEM) that alone are trusted: <c>VAULT_CACERT</c>; null for those of the system.</summary>
    public string? CertificateFile { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further tries after 412, 429 and 5xx.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Told what failed beside any call: leases that could not be renewed or revoked. Never a value. Any thread.</summary>
    public Action<ComposeError>? OnProblem { get; init; }

    /// <summary>The clock of leases.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether there is a login that can be repeated when its token ends.</summary>
    internal bool CanLogIn => KubernetesRole is not null || RoleId is not null;

    /// <summary>
    /// From the environment; null if <c>VAULT_ADDR</c> is not set. <c>VAULT_TOKEN</c> comes first, then the logins, then the
    /// file <c>~/.vault-token</c>.
    /// </summary>
    /// <exception cref="ComposeException"><c>Secret.InvalidBackend</c>: what is set cannot be meant.</exception>
    public static VaultOptions? FromEnvironment()
    {
        if (Variable("VAULT_ADDR") is not { } written)
        {
            return null;
        }

        if (!Uri.TryCreate(written, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidBackend, "VAULT_ADDR is no address of a server", hint: "VAULT_ADDR=https://vault.example.com:8200");
        }

        var options = new VaultOptions
        {
            Address = address,
            Namespace = Variable("VAULT_NAMESPACE"),
            Token = Variable("VAULT_TOKEN"),
            RoleId = Variable("VAULT_ROLE_ID"),
            SecretId = Variable("VAULT_SECRET_ID"),
            AppRoleMount = Variable("VAULT_APPROLE_MOUNT") ?? "approle",
            KubernetesRole = Variable("VAULT_KUBERNETES_ROLE"),
            KubernetesMount = Variable("VAULT_KUBERNETES_MOUNT") ?? "kubernetes",
            KubernetesTokenFile = Variable("VAULT_KUBERNETES_TOKEN_FILE") ?? ServiceAccountToken,
            CertificateFile = Variable("VAULT_CACERT"),
        };
        return options.Token is null && !options.CanLogIn ? options with { Token = TokenOfUser() } : options;
    }

    // Tokens do not show where options are printed.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Address = ").Append(Address);
        return true;
    }

    private static string? TokenOfUser()
    {
        if (Variable("HOME") is not { } home)
        {
            return null;
        }

        try
        {
            string token = File.ReadAllText(Path.Combine(home, ".vault-token")).Trim();
            return token.Length > 0 ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody has logged in here; the first request says what is missing.
            return null;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
