namespace Compose.Capabilities.Std;

/// <summary>
/// What the host has to offer under <c>std:</c> and <c>sys:</c> beyond WASI, for one instance. What is null is not there and
/// denies, as does everything that the instance was not granted.
/// </summary>
public sealed record HostFacilities
{
    /// <summary>Nothing.</summary>
    public static HostFacilities None { get; } = new();

    public ISecretHost? Secrets { get; init; }

    /// <summary>For whom tokens are made.</summary>
    public SecretScope? Scope { get; init; }

    public IAuditSink? Audit { get; init; }

    public IBlobShelf? Blobs { get; init; }

    public ITrustGate? Trust { get; init; }

    /// <summary>Signs statements of guests; null where the host has no key for that.</summary>
    public IGuestAttester? Attester { get; init; }

    /// <summary>What runs: the digest of the artifact or component.</summary>
    public Digest Artifact { get; init; }

    public string? Tenant { get; init; }

    public Digest? Plan { get; init; }
}
