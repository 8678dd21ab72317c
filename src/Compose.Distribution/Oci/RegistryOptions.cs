using Compose.Distribution.Credentials;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Oci;

/// <summary>How registries are reached.</summary>
public sealed record RegistryOptions
{
    public TransferPolicy Transfer { get; init; } = TransferPolicy.Default;

    /// <summary>Where logins are found; null visits anonymously.</summary>
    public IRegistryCredentials? Credentials { get; init; }

    /// <summary>By host: registries (<c>host</c> or <c>host/prefix</c>) that are asked first when reading.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<string>>(0);

    /// <summary>Blobs of more bytes are sent in pieces of this size, so that a break costs one piece.</summary>
    public int ChunkBytes { get; init; } = 16 << 20;

    /// <summary>Told of what happens; called on any thread.</summary>
    public Action<TransferProgress>? Progress { get; init; }

    /// <summary>Stands for the network in tests; null for the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
