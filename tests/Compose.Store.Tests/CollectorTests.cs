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
        string old = Path.Combine(folder, "ab.123.tmp"), live = Path.Combine(folder, "cd.123.tmp");
        File.WriteAllText(old, "half");
        File.WriteAllText(live, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-3));
        Assert.Equal(1, new StoreCollector(_store).Collect(TimeSpan.FromHours(1)).RemovedTemporary);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(live));
        Assert.Single(_store.List());
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
