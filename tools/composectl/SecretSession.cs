using System.CommandLine;
using Compose.Secrets;
using Compose.Secrets.Pkcs11;
using Compose.Secrets.Vault;

namespace Compose.CommandLine;

/// <summary>The secret backends of the command line: what the environment configures, and development secrets only where a file names them.</summary>
internal static class SecretSession
{
    /// <summary>The variable that names the folder of <c>file://</c> secrets.</summary>
    public const string FilesVariable = "COMPOSE_SECRETS";

    /// <summary>Where Kubernetes mounts secrets by habit.</summary>
    private const string KubernetesFolder = "/var/run/secrets";

    /// <param name="warn">Told what fails beside any use, such as leases that cannot be given back; null for nobody.</param>
    public static SecretBackends Backends(Action<ComposeError>? warn = null)
    {
        var backends = new List<ISecretBackend> { new EnvironmentSecrets(), Pkcs11Secrets.FromEnvironment() };
        if (Environment.GetEnvironmentVariable(FilesVariable) is { Length: > 0 } folder)
        {
            backends.Add(new FileSecrets("file", folder));
        }

        if (FileSecrets.Systemd() is { } systemd)
        {
            backends.Add(systemd);
        }

        backends.Add(new FileSecrets("k8s", Environment.GetEnvironmentVariable("COMPOSE_K8S_SECRETS") is { Length: > 0 } mount ? mount : KubernetesFolder));
        if (VaultOptions.FromEnvironment() is { } vault)
        {
            backends.Add(new VaultSecrets(vault with { OnProblem = warn }));
        }

        return new SecretBackends(backends);
    }
}
