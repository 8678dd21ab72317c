namespace Compose.Store;

/// <summary>
/// Artifacts by emit key: <c>emit/xx/…</c> holds the digest of the artifact, whose bytes are a blob of the store. An
/// entry that cannot be read, or whose blob is missing or damaged, is a miss.
/// </summary>
public sealed class EmitCache(ContentStore store)
{
    internal const string Folder = "emit";

    private readonly KeyedBlobs _blobs = new(store, Folder, ErrorCodes.Emit.CacheError);

    /// <summary>The artifact of a key, or null.</summary>
    public ReadOnlyMemory<byte>? TryGet(Digest key) => _blobs.TryGet(key);

    /// <summary>Keeps an artifact under its key and returns its digest.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public Digest Put(Digest key, ReadOnlySpan<byte> artifact) => _blobs.Put(key, artifact);
}
