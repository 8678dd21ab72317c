namespace Compose.Secrets;

/// <summary>The backends of a host by scheme. A scheme without a backend is not there; nothing is registered by itself.</summary>
public sealed class SecretBackends(IEnumerable<ISecretBackend> backends) : IDisposable
{
    private readonly Dictionary<string, ISecretBackend> _byScheme = backends.ToDictionary(backend => backend.Scheme, StringComparer.Ordinal);

    /// <summary>The schemes, in order.</summary>
    public IReadOnlyList<string> Schemes => [.. _byScheme.Keys.Order(StringComparer.Ordinal)];

    /// <exception cref="ComposeException"><c>Secret.InvalidBackend</c>.</exception>
    public ISecretBackend For(SecretUri uri) => _byScheme.TryGetValue(uri.Scheme, out ISecretBackend? backend)
        ? backend
        : throw new ComposeException(ErrorCodes.Secret.InvalidBackend, $"there is no backend for {uri.Scheme}:// here", hint: $"configured: {(Schemes.Count == 0 ? "none" : string.Join(", ", Schemes))}; see docs/secrets.md");

    public void Dispose()
    {
        foreach (ISecretBackend backend in _byScheme.Values)
        {
            (backend as IDisposable)?.Dispose();
        }
    }
}
