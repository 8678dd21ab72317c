namespace Compose.Store;

/// <summary>
/// Results of runs by exec key: <c>exec/xx/…</c> holds the digest of the encoded result, whose bytes are a blob of the
/// store, under a code of the store's own key. An entry that was planted, copied, damaged, or written by another build of
/// the host is a miss; nothing about the cache ever fails a run.
/// </summary>
public sealed class ExecCache
{
    internal const string Folder = "exec";

    private readonly KeyedBlobs _blobs;

    /// <param name="store">The store.</param>
    /// <param name="build">Names the build of the host: what another one made of the same key is not taken.</param>
    public ExecCache(ContentStore store, Digest build) => _blobs = new KeyedBlobs(store, Folder, ErrorCodes.Exec.CacheError, build);

    /// <summary>The encoded result of a key, or null.</summary>
    public ReadOnlyMemory<byte>? TryGet(Digest key) => _blobs.TryGet(key);

    /// <summary>Keeps a result; what prevents it is told and no more.</summary>
    public void Put(Digest key, ReadOnlySpan<byte> result)
    {
        try
        {
            _blobs.Put(key, result);
        }
        catch (ComposeException failure)
        {
            _blobs.Report(failure);
        }
    }
}
