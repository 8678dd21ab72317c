namespace Compose.Distribution.Oci;

/// <summary>
/// One repository of manifests and blobs: of a registry, or an image layout on disk. What comes out of it has the digest
/// that was asked for; nothing else comes out.
/// </summary>
public interface IOciRepository
{
    /// <summary>The address without tag or digest: <c>oci://host/name</c>, <c>oci-layout:folder</c>.</summary>
    string Address { get; }

    /// <summary>The manifest or index under a tag or digest (<c>sha256:…</c>), or null if there is none.</summary>
    Task<OciContent?> FindManifestAsync(string reference, CancellationToken cancellation);

    /// <summary>Keeps a manifest or index, under a tag too if one is given. What it names has to be there already.</summary>
    Task<Digest> PutManifestAsync(ReadOnlyMemory<byte> manifest, string mediaType, string? tag, CancellationToken cancellation);

    Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellation);

    /// <summary>The bytes that a descriptor names.</summary>
    /// <exception cref="ComposeException"><c>Source.NotFound</c>, <c>Source.DigestMismatch</c>, <c>Source.LimitExceeded</c>, …</exception>
    Task<ReadOnlyMemory<byte>> GetBlobAsync(OciDescriptor descriptor, CancellationToken cancellation);

    /// <summary>Keeps bytes under their digest; what is there already is not sent.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="what">The blob in words, for progress.</param>
    /// <param name="cancellation">Gives up.</param>
    Task PutBlobAsync(Digest digest, ReadOnlyMemory<byte> bytes, string what, CancellationToken cancellation);

    /// <summary>Takes a blob over from another repository without sending it; false if that cannot be done.</summary>
    Task<bool> TryMountAsync(Digest digest, IOciRepository from, CancellationToken cancellation);

    /// <summary>Manifests that refer to a manifest as their subject.</summary>
    /// <param name="subject">The manifest that is referred to.</param>
    /// <param name="artifactType">Those of this type only; null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<OciDescriptor>> ReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellation);

    /// <summary>All tags, in ordinal order.</summary>
    Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation);
}
