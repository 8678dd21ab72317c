namespace Compose.Store;

/// <summary>
/// Collects what nothing keeps, and checks what is there. Writers are hardly stopped (<see cref="CollectLock"/>): a blob that
/// is put while it is collected is either seen to be fresh and left, or written again by its writer.
/// </summary>
public sealed class StoreCollector(ContentStore store, TimeProvider? time = null)
{
    /// <summary>How long a file of a cache stays that nobody uses.</summary>
    public static readonly TimeSpan CacheAge = TimeSpan.FromDays(30);

    // Caches whose entries are files of their own, and can be made again: compiled code, and verdicts of trust.
    private static readonly string[] s_fileCaches = ["code", "trust-cache"];

    // Where writers of this library leave temporary files; what else lies beside is somebody else's.
    private static readonly string[] s_folders = ["blobs", "pins", "tenants", "origins", "locks", .. KeyedBlobs.Folders, .. s_fileCaches];

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What the bytes of a pinned blob need beside themselves, such as the components of a plan; null where nothing is known of any format.</summary>
    public Func<ReadOnlyMemory<byte>, IReadOnlyList<Digest>>? References { get; init; }

    /// <summary>Removes blobs that nothing keeps, left-overs of writers that were killed, and files of caches that nobody used for <see cref="CacheAge"/>.</summary>
    /// <param name="grace">What was put or used more recently stays: it may be about to be pinned.</param>
    /// <param name="quota">If more bytes than this remain, what only caches keep goes too (artifacts, results, compiled code), the least recently used first; null for no limit.</param>
    /// <param name="isDryRun">True to tell what would be removed.</param>
    public CollectReport Collect(TimeSpan grace, long? quota = null, bool isDryRun = false)
    {
        DateTime before = (_time.GetUtcNow() - grace).UtcDateTime;
        var report = new CollectReport();
        HashSet<Digest> roots = Roots(report, isDryRun);
        Dictionary<Digest, List<string>> cached = CachedArtifacts();
        List<(DateTime Used, string Path, long Size, Digest? Blob)> evictable = CachedFiles(report, isDryRun);
        foreach ((Digest digest, long size) in store.List())
        {
            DateTime used = File.GetLastWriteTimeUtc(store.PathOf(digest));
            if (roots.Contains(digest))
            {
                report.KeptBytes += size;
            }
            else if (cached.ContainsKey(digest))
            {
                report.KeptBytes += size;
                evictable.Add((used, store.PathOf(digest), size, digest));
            }
            else if (used < before && (isDryRun || TryCollect(store.PathOf(digest), before)))
            {
                report.Removed.Add(digest);
                report.RemovedBytes += size;
            }
            else
            {
                report.KeptBytes += size;
            }
        }

        evictable.Sort((a, b) => a.Used.CompareTo(b.Used) is not 0 and var order ? order : string.CompareOrdinal(a.Path, b.Path));
        foreach ((DateTime used, string path, long size, Digest? blob) in evictable)
        {
            if (quota is null || report.KeptBytes <= quota)
            {
                break;
            }

            if (used < before && (isDryRun || TryCollect(path, before)))
            {
                if (blob is { } digest)
                {
                    report.Removed.Add(digest);
                }
                else
                {
                    report.RemovedCached++;
                }

                report.RemovedBytes += size;
                report.KeptBytes -= size;
            }
        }

        report.IsOverQuota = report.KeptBytes > quota;
        RemoveDangling(cached, report, isDryRun);
        RemoveTemporary(report, isDryRun);
        return report;
    }

    /// <summary>Hashes every blob and looks at every reference. Damaged blobs are removed if asked, so that they are fetched or made again.</summary>
    public IReadOnlyList<ComposeError> Check(bool repair)
    {
        var problems = new List<ComposeError>();
        foreach ((Digest digest, _) in store.List())
        {
            if (store.Check(digest) == BlobState.Corrupt)
            {
                string path = store.PathOf(digest);
                problems.Add(new ComposeError(ErrorCodes.Blob.CorruptedData, $"the stored bytes of {digest} are damaged{(repair ? " and were removed" : string.Empty)}", new ErrorLocation { File = path }, repair ? "put the blob again" : "put the blob again, or remove it with --repair"));
                if (repair)
                {
                    ContentStore.Remove(path);
                }
            }
        }

        foreach ((string name, Digest digest) in store.Pins())
        {
            if (!File.Exists(store.PathOf(digest)))
            {
                problems.Add(new ComposeError(ErrorCodes.Blob.NotFound, $"the pin {name} names {digest}, which is not there", null, "put the blob again, or remove the pin"));
            }
        }

        foreach (string tenant in store.Tenants())
        {
            foreach (Digest digest in new TenantBlobs(store, tenant).References().Order())
            {
                if (!File.Exists(store.PathOf(digest)))
                {
                    problems.Add(new ComposeError(ErrorCodes.Blob.NotFound, $"tenant {tenant} holds {digest}, which is not there", null, "put the blob again"));
                }
            }
        }

        return problems;
    }

    /// <summary>Removes a file unless somebody marked it as used meanwhile.</summary>
    private bool TryCollect(string path, DateTime before)
    {
        using IDisposable? alone = CollectLock.Alone(store.Root);
        try
        {
            if (alone is null || !File.Exists(path) || File.GetLastWriteTimeUtc(path) >= before)
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{path} could not be removed");
        }
    }

    /// <summary>Drops files of caches that are past their age, and lists the others for a quota to choose from.</summary>
    private List<(DateTime Used, string Path, long Size, Digest? Blob)> CachedFiles(CollectReport report, bool isDryRun)
    {
        DateTime old = (_time.GetUtcNow() - CacheAge).UtcDateTime;
        var kept = new List<(DateTime, string, long, Digest?)>();
        foreach (string folder in s_fileCaches)
        {
            foreach (string path in store.Files(folder))
            {
                // Entries are named by 64 digits, two of them the folder; the cache's own key is not one.
                var file = new FileInfo(path);
                if (!Digest.TryParse(file.Directory!.Name + file.Name, out _) || !file.Exists)
                {
                    continue;
                }

                long size = file.Length;
                if (file.LastWriteTimeUtc < old && (isDryRun || TryCollect(path, old)))
                {
                    report.RemovedCached++;
                    report.RemovedBytes += size;
                }
                else
                {
                    report.KeptBytes += size;
                    kept.Add((file.LastWriteTimeUtc, path, size, null));
                }
            }
        }

        return kept;
    }

    private Dictionary<Digest, List<string>> CachedArtifacts()
    {
        var found = new Dictionary<Digest, List<string>>();
        foreach (string folder in KeyedBlobs.Folders)
        {
            foreach (string file in store.Files(folder))
            {
                if (ContentStore.TryRead(file, KeyedBlobs.MaxEntry) is { } entry && KeyedBlobs.DigestIn(entry) is { } digest)
                {
                    if (!found.TryGetValue(digest, out List<string>? entries))
                    {
                        found.Add(digest, entries = []);
                    }

                    entries.Add(file);
                }
            }
        }

        return found;
    }

    private void RemoveDangling(Dictionary<Digest, List<string>> cached, CollectReport report, bool isDryRun)
    {
        foreach ((Digest digest, List<string> entries) in cached)
        {
            if (!File.Exists(store.PathOf(digest)))
            {
                report.RemovedEntries += entries.Count;
                if (!isDryRun)
                {
                    entries.ForEach(entry => ContentStore.Remove(entry));
                }
            }
        }
    }

    private void RemoveTemporary(CollectReport report, bool isDryRun)
    {
        // A writer needs minutes at most; what is older belongs to one that was killed.
        DateTime old = (_time.GetUtcNow() - TimeSpan.FromHours(1)).UtcDateTime;
        foreach (string folder in s_folders)
        {
            string root = Path.Combine(store.Root, folder);
            if (Directory.Exists(root))
            {
                RemoveTemporary(Directory.EnumerateFiles(root, "*" + AtomicFile.Suffix, ContentStore.s_everything), old, report, isDryRun);
            }
        }

        if (Directory.Exists(store.Root))
        {
            RemoveTemporary(Directory.EnumerateFiles(store.Root, HostKey.Name + ".*" + AtomicFile.Suffix), old, report, isDryRun);
        }
    }

    private static void RemoveTemporary(IEnumerable<string> files, DateTime old, CollectReport report, bool isDryRun)
    {
        foreach (string file in files)
        {
            if (AtomicFile.IsTemporary(Path.GetFileName(file.AsSpan())) && File.GetLastWriteTimeUtc(file) < old)
            {
                report.RemovedTemporary++;
                if (!isDryRun)
                {
                    ContentStore.Remove(file);
                }
            }
        }
    }

    /// <summary>What pins, what they need, tenants and lock files keep. Lock files that are gone are forgotten.</summary>
    private HashSet<Digest> Roots(CollectReport report, bool isDryRun)
    {
        var roots = new HashSet<Digest>();
        foreach ((_, Digest digest) in store.Pins())
        {
            if (roots.Add(digest) && References is { } references && store.TryGet(digest) is { } bytes)
            {
                roots.UnionWith(references(bytes));
            }
        }

        foreach (string tenant in store.Tenants())
        {
            roots.UnionWith(new TenantBlobs(store, tenant).References());
        }

        foreach (LockRoot root in store.Locks())
        {
            roots.UnionWith(root.Digests);
            if (root.IsGone)
            {
                report.RemovedLocks++;
                if (!isDryRun)
                {
                    store.Release(root.File);
                }
            }
        }

        return roots;
    }
}
