using System.Text;

namespace Compose.Store;

/// <summary>
/// Artifacts by emit key: <c>emit/xx/…</c> holds the digest of the artifact, whose bytes are a blob of the store. An
/// entry that cannot be read, or whose blob is missing or damaged, is a miss.
/// </summary>
public sealed class EmitCache(ContentStore store)
{
    /// <summary>The artifact of a key, or null.</summary>
    public ReadOnlyMemory<byte>? TryGet(Digest key)
    {
        try
        {
            return ContentStore.TryRead(PathOf(key)) is { Length: <= 80 } entry && Digest.TryParse(Encoding.ASCII.GetString(entry).TrimEnd('\n'), out var digest)
                ? Used(digest)
                : null;
        }
        catch (ComposeException e)
        {
            // A cache that cannot be read must not stop the work that it would have saved.
            store.OnProblem?.Invoke(e.Error with { Code = ErrorCodes.Emit.CacheError, IsWarning = true });
            return null;
        }
    }

    /// <summary>The artifact, marked as used: collections drop those first that nobody has asked for the longest.</summary>
    private ReadOnlyMemory<byte>? Used(Digest digest)
    {
        if (store.TryGet(digest) is not { } bytes)
        {
            return null;
        }

        store.MarkUsed(digest);
        return bytes;
    }

    /// <summary>Keeps an artifact under its key and returns its digest.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public Digest Put(Digest key, ReadOnlySpan<byte> artifact)
    {
        var digest = store.Put(artifact);
        string path = PathOf(key);
        ContentStore.EnsureFolder(path);
        StoreFile.Write(path, Encoding.ASCII.GetBytes(digest + "\n"));
        return digest;
    }

    private string PathOf(Digest key)
    {
        string hex = key.Hex;
        return Path.Combine(store.Root, "emit", hex[..2], hex[2..]);
    }
}
