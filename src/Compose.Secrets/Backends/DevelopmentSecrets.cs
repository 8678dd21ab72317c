namespace Compose.Secrets;

/// <summary><c>dev://NAME</c>: values given by the caller, for development and tests. There are none by default.</summary>
public sealed class DevelopmentSecrets(IReadOnlyDictionary<string, string> values) : ISecretBackend
{
    public string Scheme => "dev";

    public SecretValue Read(SecretUri uri) => values.TryGetValue(uri.Path, out string? value)
        ? SecretValue.Of(value)
        : throw new ComposeException(ErrorCodes.Secret.NotFound, $"there is no development secret '{uri.Path}'");
}
