using System.Security.Cryptography;
using System.Text;

namespace Compose.Store;

/// <summary>
/// A cache in a store: <c>FOLDER/xx/…</c>, named by a key, holds the digest of a blob. An entry that cannot be read, that
/// is not sealed as it has to be, or whose blob is missing or damaged, is a miss, and the next put mends it. Collections
/// drop entries whose blob is gone, and under a quota those blobs first that nobody has asked for the longest.
/// </summary>
internal sealed class KeyedBlobs
{
    /// <summary>Every cache of this kind: what collections look at.</summary>
    public static readonly string[] Folders = [EmitCache.Folder, ExecCache.Folder];

    private const int SealSize = 32;

    /// <summary>No entry is longer.</summary>
    public const int MaxEntry = 160;

    private readonly ContentStore _store;
    private readonly string _folder;
    private readonly ErrorCode _problem;
    private readonly Lazy<byte[]>? _seal;

    /// <param name="store">The store.</param>
    /// <param name="folder">The folder of the entries.</param>
    /// <param name="problem">What an entry that cannot be read or written is told as.</param>
    /// <param name="sealedFor">Seals entries with the store's own key for whoever made them: an entry of another store, or for somebody else, is a miss. Null writes open entries.</param>
    public KeyedBlobs(ContentStore store, string folder, ErrorCode problem, Digest? sealedFor = null)
    {
        _store = store;
        _folder = folder;
        _problem = problem;
        _seal = sealedFor is { } maker ? new(() => HMACSHA256.HashData(HostKey.Load(store.Root).AsSpan(), [.. Encoding.ASCII.GetBytes(folder + ":v1\0"), .. maker.ToArray()])) : null;
    }

    /// <summary>The digest that an entry names; null for what is no entry.</summary>
    public static Digest? DigestIn(ReadOnlySpan<byte> entry)
    {
        int end = entry.IndexOfAny((byte)' ', (byte)'\n');
        return entry.Length <= MaxEntry && Digest.TryParse(Encoding.ASCII.GetString(end < 0 ? entry : entry[..end]), out Digest digest) ? digest : null;
    }

    /// <summary>The blob under a key, marked as used; null for a miss. Never throws: a cache that cannot be read must not stop the work that it would have saved.</summary>
    public ReadOnlyMemory<byte>? TryGet(Digest key)
    {
        try
        {
            if (ContentStore.TryRead(PathOf(key), MaxEntry) is not { } entry
                || DigestIn(entry) is not { } digest
                || (_seal is not null && !CryptographicOperations.FixedTimeEquals(entry, EntryOf(key, digest)))
                || _store.TryGet(digest) is not { } bytes)
            {
                return null;
            }

            _store.MarkUsed(digest);
            return bytes;
        }
        catch (ComposeException e)
        {
            Report(e);
            return null;
        }
    }

    /// <summary>Keeps a blob under a key and returns its digest.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public Digest Put(Digest key, ReadOnlySpan<byte> bytes)
    {
        Digest digest = _store.Put(bytes);
        string path = PathOf(key);
        ContentStore.EnsureFolder(path);
        StoreFile.Write(path, EntryOf(key, digest));
        return digest;
    }

    /// <summary>Tells of a failure as a warning.</summary>
    public void Report(ComposeException failure) => _store.OnProblem?.Invoke(failure.Error with { Code = _problem, IsWarning = true });

    private byte[] EntryOf(Digest key, Digest digest)
    {
        if (_seal is null)
        {
            return Encoding.ASCII.GetBytes(digest + "\n");
        }

        Span<byte> seal = stackalloc byte[SealSize];
        HMACSHA256.HashData(_seal.Value.AsSpan(), (ReadOnlySpan<byte>)[.. key.ToArray(), .. digest.ToArray()], seal);
        return Encoding.ASCII.GetBytes($"{digest} {Convert.ToHexStringLower(seal)}\n");
    }

    private string PathOf(Digest key)
    {
        string hex = key.Hex;
        return Path.Combine(_store.Root, _folder, hex[..2], hex[2..]);
    }
}
