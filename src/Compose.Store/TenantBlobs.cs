namespace Compose.Store;

/// <summary>
/// The blobs that one tenant holds: a set of references over the shared blobs. A tenant sees what it has put itself, even
/// where another tenant has put the same bytes, and cannot learn what others hold.
/// </summary>
public sealed class TenantBlobs : IBlobShelf
{
    private readonly ContentStore _store;
    private readonly string _folder;

    public TenantBlobs(ContentStore store, string tenant)
    {
        _store = store;
        _folder = store.PathOf("tenants", tenant);
    }

    /// <summary>Bytes that the tenant may hold; null for no limit of its own.</summary>
    public long? Quota { get; init; }

    /// <summary>Keeps bytes for the tenant.</summary>
    /// <exception cref="ComposeException"><c>Blob.QuotaExceeded</c>.</exception>
    public Digest Put(ReadOnlySpan<byte> bytes)
    {
        var digest = Digest.Of(bytes);
        if (Quota is { } quota && !Holds(digest) && Size() + bytes.Length > quota)
        {
            throw new ComposeException(ErrorCodes.Blob.QuotaExceeded, $"{bytes.Length} bytes more would exceed the tenant's {quota}", hint: "delete what is no longer needed");
        }

        // The reference first: a collection in between must not take the blob.
        bool wasHeld = Holds(digest);
        ContentStore.WriteSmall(RefPath(digest), string.Empty);
        try
        {
            return _store.Put(bytes);
        }
        catch (ComposeException) when (!wasHeld && _store.Check(digest) != BlobState.Present)
        {
            // What was not kept is not held: the tenant would have whatever another puts there.
            ContentStore.Remove(RefPath(digest));
            throw;
        }
    }

    public ReadOnlyMemory<byte>? TryGet(Digest digest) => Holds(digest) ? _store.TryGet(digest) : null;

    public bool Holds(Digest digest) => File.Exists(RefPath(digest));

    /// <summary>Lets go of a blob; the bytes go with the next collection if nothing else keeps them.</summary>
    public bool Delete(Digest digest) => ContentStore.Remove(RefPath(digest));

    /// <summary>What the tenant holds, by digest, with sizes; 0 for a blob that is missing.</summary>
    public IReadOnlyList<(Digest Digest, long Size)> List()
    {
        var list = new List<(Digest, long)>();
        foreach (Digest digest in References())
        {
            var file = new FileInfo(_store.PathOf(digest));
            list.Add((digest, file.Exists ? file.Length : 0));
        }

        list.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return list;
    }

    internal IEnumerable<Digest> References()
    {
        if (!Directory.Exists(_folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(_folder, "*", ContentStore.s_everything))
        {
            if (Digest.TryParse(Path.GetFileName(Path.GetDirectoryName(file)!) + Path.GetFileName(file), out Digest digest))
            {
                yield return digest;
            }
        }
    }

    private long Size() => List().Sum(each => each.Size);

    private string RefPath(Digest digest)
    {
        string hex = digest.Hex;
        return Path.Combine(_folder, hex[..2], hex[2..]);
    }
}
