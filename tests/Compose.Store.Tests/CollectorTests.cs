using System.Diagnostics;

namespace Compose.Store.Tests;

public sealed class CollectorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("compose-gc-").FullName;
    private readonly ContentStore _store;

    public CollectorTests() => _store = new ContentStore(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Collect_KeepsPinsTenantsAndFreshBlobs_RemovesTheRest()
    {
        Digest pinned = Old("pinned"), held = Old("held"), gone = Old("gone"), fresh = _store.Put("fresh"u8);
        _store.Pin("release", pinned);
        new TenantBlobs(_store, "acme").Put("held"u8);
        Age(held);
        CollectReport dry = new StoreCollector(_store).Collect(TimeSpan.FromHours(1), isDryRun: true);
        Assert.Equal([gone], dry.Removed);
        Assert.Equal(BlobState.Present, _store.Check(gone));

        CollectReport report = new StoreCollector(_store).Collect(TimeSpan.FromHours(1));
        Assert.Equal([gone], report.Removed);
        Assert.Equal(4, report.RemovedBytes);
        Assert.Equal([BlobState.Present, BlobState.Present, BlobState.Present, BlobState.Absent], new[] { pinned, held, fresh, gone }.Select(_store.Check));

        Assert.True(_store.Unpin("release"));
        Age(pinned);
        Assert.False(_store.Unpin("release"));
        new TenantBlobs(_store, "acme").Delete(held);
        Assert.Equal(2, new StoreCollector(_store).Collect(TimeSpan.FromHours(1)).Removed.Count);
    }

    [Fact]
    public void Collect_OverQuota_DropsTheLeastRecentlyUsedArtifacts()
    {
        var cache = new EmitCache(_store);
        Digest first = cache.Put(Digest.Of("k1"u8), "artifact one"u8), second = cache.Put(Digest.Of("k2"u8), "artifact two"u8);
        Age(first, 5);
        Age(second, 9);
        Assert.Empty(new StoreCollector(_store).Collect(TimeSpan.FromHours(1)).Removed);
        Assert.Equal([second], new StoreCollector(_store).Collect(TimeSpan.FromHours(1), quota: 12).Removed);
        Assert.Null(cache.TryGet(Digest.Of("k2"u8)));
        Assert.NotNull(cache.TryGet(Digest.Of("k1"u8)));
        CollectReport kept = new StoreCollector(_store).Collect(TimeSpan.FromHours(1), quota: 1);
        Assert.True(kept.IsOverQuota, "what was used just now stays");
    }

    [Fact]
    public void Collect_DropsCompiledCodeThatNobodyUses_AndUnderAQuotaTheOldestFirst()
    {
        string Cached(string folder, string name, int hours)
        {
            string hex = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)).Hex;
            string path = Path.Combine(_root, folder, hex[..2], hex[2..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, new byte[100]);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-hours));
            return path;
        }

        string ancient = Cached("code", "a", 24 * 31), verdict = Cached("trust-cache", "v", 24 * 31), old = Cached("code", "b", 48), young = Cached("code", "c", 24);
        string key = Path.Combine(_root, "code", "key");
        File.WriteAllBytes(key, new byte[32]);
        File.SetLastWriteTimeUtc(key, DateTime.UtcNow.AddYears(-1));
        Assert.Equal(2, new StoreCollector(_store).Collect(TimeSpan.FromHours(1), isDryRun: true).RemovedCached);
        Assert.True(File.Exists(ancient));
        CollectReport report = new StoreCollector(_store).Collect(TimeSpan.FromHours(1));
        Assert.Equal(2, report.RemovedCached);
        Assert.Equal(200, report.RemovedBytes);
        Assert.Equal([false, false, true, true, true], new[] { ancient, verdict, old, young, key }.Select(File.Exists));

        Assert.Equal(1, new StoreCollector(_store).Collect(TimeSpan.FromHours(1), quota: 150).RemovedCached);
        Assert.Equal([false, true, true], new[] { old, young, key }.Select(File.Exists));
    }

    [Fact]
    public void Collect_RemovesLeftOversOfKilledWriters_ButNotOfLiveOnes()
    {
        string folder = Path.GetDirectoryName(_store.PathOf(_store.Put("x"u8)))!;
        string old = Path.Combine(folder, "ab.w2jq1ngp.oxb.tmp"), live = Path.Combine(folder, "cd.w2jq1ngp.oxc.tmp");
        File.WriteAllText(old, "half");
        File.WriteAllText(live, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-3));
        Assert.Equal(1, new StoreCollector(_store).Collect(TimeSpan.FromHours(1)).RemovedTemporary);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(live));
        Assert.Single(_store.List());
    }

    [Fact]
    public void Collect_TakesNothingThatIsNotTheStores()
    {
        // The folder of a store may be somebody's home by mistake, and a link in it may lead anywhere.
        string foreign = Path.Combine(_root, "notes.tmp"), deep = Path.Combine(_root, "project", "build.w2jq1ngp.oxb.tmp"), elsewhere = Directory.CreateTempSubdirectory("compose-elsewhere-").FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(deep)!);
        _store.Put("x"u8);
        string linked = Path.Combine(elsewhere, "theirs.w2jq1ngp.oxb.tmp"), other = Path.Combine(_root, "blobs", "draft.tmp");
        string blob = Path.Combine(elsewhere, new string('a', 62));
        string[] files = [foreign, deep, linked, other, blob];
        foreach (string file in files)
        {
            File.WriteAllText(file, "theirs");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-100));
        }

        Directory.CreateSymbolicLink(Path.Combine(_root, "blobs", "sha256", "bb"), elsewhere);
        CollectReport report = new StoreCollector(_store).Collect(TimeSpan.Zero, quota: 0);
        Assert.Equal(0, report.RemovedTemporary);
        Assert.All(files, file => Assert.True(File.Exists(file), file));
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public void Collect_KeepsWhatALockFileNames_ForAsLongAsItIsThere()
    {
        Digest locked = Old("locked"), former = Old("former"), later = Old("later");
        string file = Path.Combine(_root, "plan.lock");
        File.WriteAllText(file, $"{{ \"digest\": \"{locked}\", \"other\": \"{former}\" }}");
        _store.Keep(file);
        _store.Keep(file);
        Assert.Equal([$"lock file {file}"], _store.UsesOf(locked));
        Assert.Equal([later], new StoreCollector(_store).Collect(TimeSpan.Zero, isDryRun: true).Removed);

        // It counts as it is, not as it was.
        File.WriteAllText(file, $"{{ \"digest\": \"{locked}\", \"other\": \"{later}\", \"cut\": \"sha256:12\" }}");
        Assert.Equal([former], new StoreCollector(_store).Collect(TimeSpan.Zero).Removed);

        File.Delete(file);
        Assert.True(Assert.Single(_store.Locks()).IsGone);
        CollectReport report = new StoreCollector(_store).Collect(TimeSpan.Zero);
        Assert.Equal(1, report.RemovedLocks);
        Assert.Equal(2, report.Removed.Count);
        Assert.Empty(_store.Locks());
        Assert.False(_store.Release(file));
    }

    [Fact]
    public void Collect_WhereALockFileCannotBeRead_TakesNothing()
    {
        Digest locked = Old("locked");
        string file = Path.Combine(_root, "plan.lock");
        File.WriteAllText(file, locked.ToString());
        _store.Keep(file);
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(ErrorCodes.Blob.IOError, Assert.Throws<ComposeException>(() => new StoreCollector(_store).Collect(TimeSpan.Zero)).Error.Code);
        }

        Assert.Equal(BlobState.Present, _store.Check(locked));
    }

    [Fact]
    public void Collect_KeepsWhatAPinnedPlanNeeds()
    {
        Digest component = Old("component"), plan = Old("plan"), gone = Old("gone");
        _store.Pin("release", plan);
        var collector = new StoreCollector(_store) { References = bytes => bytes.Span.SequenceEqual("plan"u8) ? [component] : [] };
        Assert.Equal([gone], collector.Collect(TimeSpan.Zero).Removed);
        Assert.Equal([BlobState.Present, BlobState.Present], new[] { plan, component }.Select(_store.Check));
    }

    [Fact]
    public void HostKey_ThatOthersMayRead_OrIsDamaged_IsMadeAnew()
    {
        string path = Path.Combine(_root, "host.key");
        byte[] first = HostKey.Load(_root);
        Assert.Equal(first, HostKey.Load(_root));
        File.WriteAllBytes(path, first[..31]);
        byte[] second = HostKey.Load(_root);
        Assert.NotEqual(first, second);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.NotEqual(second, HostKey.Load(_root));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Entry_ThatIsHugeOrEndless_IsAMiss()
    {
        var cache = new EmitCache(_store);
        Digest key = Digest.Of("k"u8);
        cache.Put(key, "artifact"u8);
        string entry = Path.Combine(_root, "emit", key.Hex[..2], key.Hex[2..]);
        File.WriteAllText(entry, _store.Put("artifact"u8) + new string(' ', 10 << 20));
        Assert.Null(cache.TryGet(key));
        File.Delete(entry);
        if (OperatingSystem.IsLinux())
        {
            File.CreateSymbolicLink(entry, "/dev/zero");
            Assert.Null(cache.TryGet(key));
        }

        cache.Put(key, "artifact"u8);
        Assert.NotNull(cache.TryGet(key));
    }

    [Fact]
    public void Tenant_WhosePutFailed_HoldsNothing()
    {
        Digest digest = Digest.Of("shared"u8);
        Directory.CreateDirectory(_store.PathOf(digest));
        var tenant = new TenantBlobs(_store, "a");
        Assert.Throws<ComposeException>(() => tenant.Put("shared"u8));
        Assert.False(tenant.Holds(digest));
    }

    [Fact]
    public async Task Collect_WhileOthersPutAndRead_LetsNothingBeMissing()
    {
        // A blob that was touched within the grace is there at every moment, also while a collector looks at it.
        Digest digest = _store.Put("always"u8);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        Task[] collectors = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                new StoreCollector(new ContentStore(_root)).Collect(TimeSpan.FromMinutes(1));
            }
        }))];
        int reads = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Old enough to be taken, and then touched again while collectors look at it.
                File.SetLastWriteTimeUtc(_store.PathOf(digest), DateTime.UtcNow.AddHours(-1));
            }
            catch (FileNotFoundException)
            {
                // One has taken it already.
            }

            _store.Put("always"u8);
            _store.Get(digest);
            reads++;
        }

        await Task.WhenAll(collectors);
        Assert.True(reads > 50);
    }

    [Fact]
    public async Task Collect_WhileOthersPut_LosesNothingThatWasPut()
    {
        byte[][] blobs = [.. Enumerable.Range(0, 20).Select(i => new byte[100 + i])];
        Digest[] digests = [.. blobs.Select(blob => Digest.Of(blob))];
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        Task[] collectors = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                // Grace is what protects a blob between put and pin: here a moment.
                new StoreCollector(new ContentStore(_root)).Collect(TimeSpan.FromMilliseconds(300));
            }
        }))];
        int puts = 0;
        Parallel.For(0, 10, worker =>
        {
            var store = new ContentStore(_root);
            var random = new Random(worker);
            while (!stop.IsCancellationRequested)
            {
                int i = random.Next(blobs.Length);
                store.Put(blobs[i]);
                if (random.Next(4) == 0)
                {
                    // Long enough for the blob to be old when it is put the next time.
                    File.SetLastWriteTimeUtc(store.PathOf(digests[i]), DateTime.UtcNow.AddMilliseconds(-200));
                }

                Interlocked.Increment(ref puts);
            }
        });
        await Task.WhenAll(collectors);
        foreach (byte[] blob in blobs)
        {
            _store.Put(blob);
        }

        Assert.All(digests, digest => Assert.Equal(BlobState.Present, _store.Check(digest)));
        Assert.Empty(new StoreCollector(_store).Check(repair: false));
        Assert.True(puts > 100);
    }

    [Fact]
    public void Check_NamesDamageAndDanglingReferences_AndRepairs()
    {
        Digest good = _store.Put("good"u8), bad = _store.Put("bad"u8), gone = _store.Put("gone"u8);
        _store.Pin("p", gone);
        new TenantBlobs(_store, "t").Put("gone"u8);
        File.WriteAllText(_store.PathOf(bad), "bat");
        _store.Delete(gone);
        IReadOnlyList<ComposeError> problems = new StoreCollector(_store).Check(repair: true);
        Assert.Equal(3, problems.Count);
        Assert.Equal(BlobState.Absent, _store.Check(bad));
        Assert.Equal(BlobState.Present, _store.Check(good));
    }

    [Fact]
    public void Tenant_SeesOnlyWhatItPut()
    {
        TenantBlobs a = new(_store, "a"), b = new(_store, "b");
        Digest digest = a.Put("shared"u8);
        Assert.NotNull(a.TryGet(digest));
        Assert.Null(b.TryGet(digest));
        b.Put("shared"u8);
        Assert.NotNull(b.TryGet(digest));
        Assert.Single(_store.List());
        a.Delete(digest);
        Assert.Null(a.TryGet(digest));
        Assert.Equal(["tenant b"], _store.UsesOf(digest));
    }

    [Fact]
    public void Tenant_OverItsQuota_IsRefused()
    {
        var tenant = new TenantBlobs(_store, "a") { Quota = 10 };
        tenant.Put("123456"u8);
        tenant.Put("123456"u8);
        Assert.Equal(ErrorCodes.Blob.QuotaExceeded, Assert.Throws<ComposeException>(() => tenant.Put("1234567"u8)).Error.Code);
        tenant.Put("1234"u8);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    public void Names_ThatAreNoNames_AreRefused(string name)
    {
        Digest digest = _store.Put("x"u8);
        Assert.Equal(ErrorCodes.Generic.InvalidInput, Assert.Throws<ComposeException>(() => _store.Pin(name, digest)).Error.Code);
        Assert.Equal(ErrorCodes.Generic.InvalidInput, Assert.Throws<ComposeException>(() => new TenantBlobs(_store, name)).Error.Code);
    }

    [Fact]
    public void Put_FullDisk_SaysSoAndLeavesNothingHalf()
    {
        string mount = Path.Combine(_root, "small");
        Directory.CreateDirectory(mount);
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount) != 0)
        {
            Assert.Skip("a small file system cannot be mounted here");
        }

        try
        {
            var store = new ContentStore(Path.Combine(mount, "store"));
            Digest small = store.Put("small"u8);
            var e = Assert.Throws<ComposeException>(() => store.Put(new byte[1 << 20]));
            Assert.Equal(ErrorCodes.Blob.StorageFull, e.Error.Code);
            Assert.Equal(BlobState.Present, store.Check(small));
            Assert.Equal(BlobState.Absent, store.Check(Digest.Of(new byte[1 << 20])));
            Assert.Empty(Directory.EnumerateFiles(mount, "*.tmp", SearchOption.AllDirectories));
        }
        finally
        {
            Run("umount", mount);
        }
    }

    [Fact]
    public void HostKey_MadeByManyAtOnce_IsOne()
    {
        var keys = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 16, _ => keys.Add(Convert.ToHexString(HostKey.Load(_root))));
        Assert.Single(keys.Distinct());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_root, "host.key")));
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    private Digest Old(string text)
    {
        Digest digest = _store.Put(System.Text.Encoding.UTF8.GetBytes(text));
        Age(digest);
        return digest;
    }

    private void Age(Digest digest, int hours = 3) => File.SetLastWriteTimeUtc(_store.PathOf(digest), DateTime.UtcNow.AddHours(-hours));
}
