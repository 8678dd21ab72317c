namespace Compose.Secrets;

/// <summary>A place where secrets are. Thread-safe. Errors never hold a value.</summary>
public interface ISecretBackend
{
    /// <summary>The scheme of the addresses it answers.</summary>
    string Scheme { get; }

    /// <summary>The value; the caller disposes of it.</summary>
    /// <exception cref="ComposeException"><c>Secret.NotFound</c>, <c>Secret.AccessDenied</c>, <c>Secret.BackendError</c>,
    /// <c>Secret.InvalidUri</c>; <c>Secret.WrongKind</c> for a key that does not leave its place.</exception>
    SecretValue Read(SecretUri uri);

    /// <summary>Fails as <see cref="Read"/> would, without keeping the value.</summary>
    void Check(SecretUri uri)
    {
        using SecretValue value = Read(uri);
    }
}
