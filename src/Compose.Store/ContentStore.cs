namespace Compose.Store;

/// <summary>
/// Blobs in a folder, named by their SHA-256: <c>blobs/sha256/xx/…</c>. Bytes are hashed whenever they are read; a
/// damaged file counts as absent and is replaced by the next put. Any number of processes may share the folder.
/// </summary>
public sealed partial class ContentStore : IBlobSource
{
    private readonly string _blobs;

    /// <summary>Uses the folder <paramref name="root"/>; it is made when something is first put.</summary>
    public ContentStore(string root)
    {
        Root = Path.GetFullPath(root);
        _blobs = Path.Combine(Root, "blobs", "sha256");
    }

    public string Root { get; }

    /// <summary>Told of damaged files that were passed over (<c>Blob.CorruptedData</c>).</summary>
    public Action<ComposeError>? OnProblem { get; init; }

    /// <summary>Keeps the bytes and returns their digest. Bytes that are there already are verified and not written again.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public Digest Put(ReadOnlySpan<byte> bytes)
    {
        var digest = Digest.Of(bytes);
        Put(bytes, digest, toDisk: true);
        return digest;
    }

    private void Put(ReadOnlySpan<byte> bytes, Digest digest, bool toDisk)
    {
        string path = PathOf(digest);
        do
        {
            if (TryRead(path) is not { } present || !present.AsSpan().SequenceEqual(bytes))
            {
                EnsureFolder(path);
                StoreFile.Write(path, bytes, toDisk);
            }
        }
        while (!TryHold(path));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? TryGet(Digest digest)
    {
        string path = PathOf(digest);
        if (TryRead(path) is not { } bytes)
        {
            return null;
        }

        if (Digest.Of(bytes) == digest)
        {
            return bytes;
        }

        OnProblem?.Invoke(Corrupt(digest, path));
        return null;
    }

    /// <summary>The bytes with this digest.</summary>
    /// <exception cref="ComposeException"><c>Blob.NotFound</c>, <c>Blob.CorruptedData</c>, <c>Blob.IOError</c>.</exception>
    public ReadOnlyMemory<byte> Get(Digest digest)
    {
        string path = PathOf(digest);
        byte[] bytes = TryRead(path) ?? throw new ComposeException(ErrorCodes.Blob.NotFound, $"{digest} is not in the store {Root}", null, "put it there: composectl blob put FILE");
        return Digest.Of(bytes) == digest ? bytes : throw new ComposeException(Corrupt(digest, path));
    }

    /// <summary>What is under the digest; reads and hashes the file.</summary>
    public BlobState Check(Digest digest) =>
        TryRead(PathOf(digest)) is not { } bytes ? BlobState.Absent : Digest.Of(bytes) == digest ? BlobState.Present : BlobState.Corrupt;

    /// <summary>Removes a blob; false if there was none.</summary>
    public bool Delete(Digest digest)
    {
        string path = PathOf(digest);
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{digest} could not be removed");
        }
    }

    /// <summary>Every blob with its size in bytes, by digest; nothing is verified.</summary>
    public IReadOnlyList<(Digest Digest, long Size)> List()
    {
        var found = new List<(Digest, long)>();
        try
        {
            foreach (var file in Directory.Exists(_blobs) ? new DirectoryInfo(_blobs).EnumerateFiles("*", s_everything) : [])
            {
                // Another collector may take it between being found and being looked at.
                if (Digest.TryParse(file.Directory!.Name + file.Name, out var digest) && file.Exists)
                {
                    found.Add((digest, file.Length));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, "the store could not be listed");
        }

        found.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return found;
    }

    /// <summary>The file of a digest, whether it exists or not.</summary>
    public string PathOf(Digest digest)
    {
        string hex = digest.Hex;
        return Path.Combine(_blobs, hex[..2], hex[2..]);
    }

    internal void MarkUsed(Digest digest) => TryTouch(PathOf(digest));

    /// <summary>Marks a file of a cache below the store as just used: collections drop those first that nobody used the longest.</summary>
    public static void MarkUsed(string path) => TryTouch(path);

    /// <summary>Marks a blob as just used, so that no collection takes it for as long as its grace lasts; false if one has taken it.</summary>
    private bool TryHold(string path)
    {
        using IDisposable? _ = CollectLock.Share(Root);
        return TryTouch(path);
    }

    /// <summary>Marks a file as just used; false if there is none.</summary>
    private static bool TryTouch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A store that may only be read still has the blob.
            return true;
        }
    }

    /// <summary>Makes the folder of a file, readable by its owner only.</summary>
    public static void EnsureFolder(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                // What a user runs and caches is nobody else's business.
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, "the store could not be made");
        }
    }

    /// <summary>The content of a file, or null if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes beyond which it counts as none: what is larger is not what was written here.</param>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>.</exception>
    public static byte[]? TryRead(string path, int most = int.MaxValue)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            long length = file.Length;
            if (length > Math.Min(most, Array.MaxLength))
            {
                return null;
            }

            var bytes = new byte[length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{path} could not be read");
        }
    }

    private static ComposeError Corrupt(Digest digest, string path) => new(
        ErrorCodes.Blob.CorruptedData,
        $"the stored bytes of {digest} are damaged",
        new ErrorLocation { File = path },
        "put the blob again, which replaces the file");
}
