namespace Compose.Secrets;

/// <summary><c>env://NAME</c>: variables of the host's own environment, which every process of the user can read.</summary>
public sealed class EnvironmentSecrets : ISecretBackend
{
    public string Scheme => "env";

    public SecretValue Read(SecretUri uri)
    {
        uri.Require();
        return Environment.GetEnvironmentVariable(uri.Path) is { } value
            ? SecretValue.Of(value)
            : throw new ComposeException(ErrorCodes.Secret.NotFound, $"there is no variable {uri.Path}", hint: "export it before starting the host");
    }
}
