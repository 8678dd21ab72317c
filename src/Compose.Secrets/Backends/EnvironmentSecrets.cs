using System.Text;

namespace Compose.Secrets;

/// <summary><c>env://NAME</c>: variables of the host's own environment, which every process of the user can read.</summary>
public sealed class EnvironmentSecrets : ISecretBackend
{
    public string Scheme => "env";

    public SecretValue Read(SecretUri uri) => Environment.GetEnvironmentVariable(uri.Path) is { } value
        ? SecretValue.Take(Encoding.UTF8.GetBytes(value))
        : throw new ComposeException(ErrorCodes.Secret.NotFound, $"there is no variable {uri.Path}", hint: "export it before starting the host");
}
