using System.Text;

namespace Compose.Store.Tests;

public sealed class ContentStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("compose-store-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Memory_OfUnknownDigest_HasNothing()
    {
        var blobs = new MemoryBlobs();
        Digest empty = blobs.Add(ReadOnlyMemory<byte>.Empty);
        Assert.Equal(0, blobs.TryGet(empty)!.Value.Length);
        Assert.Null(blobs.TryGet(Digest.Of("other"u8)));
    }

    [Fact]
    public void Put_ThenGet_GivesTheBytes()
    {
        var store = new ContentStore(Path.Combine(_root, "new"));
        var digest = store.Put("hello"u8);
        Assert.Equal(Digest.Of("hello"u8), digest);
        Assert.Equal("hello"u8.ToArray(), store.Get(digest).ToArray());
        Assert.Equal(BlobState.Present, store.Check(digest));
        Assert.Equal([(digest, 5L)], store.List());
        Assert.EndsWith(Path.Combine("blobs", "sha256", digest.Hex[..2], digest.Hex[2..]), store.PathOf(digest), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Absent_SaysSo()
    {
        var store = new ContentStore(_root);
        var digest = Digest.Of("nothing"u8);
        Assert.Null(store.TryGet(digest));
        Assert.Equal(ErrorCodes.Blob.NotFound, Assert.Throws<ComposeException>(() => store.Get(digest)).Error.Code);
        Assert.False(store.Delete(digest));
        Assert.Empty(store.List());
    }

    [Fact]
    public void Get_Damaged_CountsAsAbsentAndIsMendedByPut()
    {
        var problems = new List<ComposeError>();
        var store = new ContentStore(_root) { OnProblem = problems.Add };
        var digest = store.Put("precious"u8);
        File.WriteAllText(store.PathOf(digest), "precioux");

        Assert.Null(store.TryGet(digest));
        Assert.Equal(ErrorCodes.Blob.CorruptedData, Assert.Single(problems).Code);
        Assert.Equal(ErrorCodes.Blob.CorruptedData, Assert.Throws<ComposeException>(() => store.Get(digest)).Error.Code);
        Assert.Equal(BlobState.Corrupt, store.Check(digest));

        store.Put("precious"u8);
        Assert.Equal("precious"u8.ToArray(), store.Get(digest).ToArray());
    }

    [Fact]
    public void Get_OfFilesThatWereSwapped_GivesNeither_UntilTheyArePutAgain()
    {
        var store = new ContentStore(_root);
        Digest one = store.Put("one"u8), two = store.Put("two"u8);
        File.Move(store.PathOf(one), store.PathOf(one) + ".aside");
        File.Move(store.PathOf(two), store.PathOf(one));
        File.Move(store.PathOf(one) + ".aside", store.PathOf(two));
        foreach (Digest swapped in (Digest[])[one, two])
        {
            Assert.Null(store.TryGet(swapped));
            Assert.Equal(ErrorCodes.Blob.CorruptedData, Assert.Throws<ComposeException>(() => store.Get(swapped)).Error.Code);
        }

        store.Put("one"u8);
        store.Put("two"u8);
        Assert.Equal([BlobState.Present, BlobState.Present], new[] { one, two }.Select(store.Check));
    }

    [Fact]
    public void Put_Concurrently_LeavesOneWholeFile()
    {
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        Parallel.For(0, 8, _ => new ContentStore(_root).Put(bytes));
        var store = new ContentStore(_root);
        Assert.Equal([(Digest.Of(bytes), (long)bytes.Length)], store.List());
        Assert.Empty(Directory.EnumerateFiles(_root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Put_WhereAFileStandsInTheWay_FailsWithCode()
    {
        File.WriteAllText(Path.Combine(_root, "blobs"), "not a folder");
        var e = Assert.Throws<ComposeException>(() => new ContentStore(_root).Put("x"u8));
        Assert.Equal(ErrorCodes.Blob.IOError, e.Error.Code);
    }

    [Fact]
    public void EmitCache_StaleOrDamagedEntry_IsAMiss()
    {
        var store = new ContentStore(_root);
        var cache = new EmitCache(store);
        var key = Digest.Of("key"u8);
        Assert.Null(cache.TryGet(key));

        var artifact = cache.Put(key, "artifact"u8);
        Assert.Equal("artifact", Encoding.ASCII.GetString(cache.TryGet(key)!.Value.Span));
        Assert.Null(cache.TryGet(Digest.Of("other"u8)));

        File.WriteAllText(store.PathOf(artifact), "artefact");
        Assert.Null(cache.TryGet(key));
        cache.Put(key, "artifact"u8);
        Assert.NotNull(cache.TryGet(key));

        File.WriteAllText(Path.Combine(_root, "emit", key.Hex[..2], key.Hex[2..]), "garbage");
        Assert.Null(cache.TryGet(key));
    }

    [Fact]
    public void AtomicFile_FolderMissing_LeavesNothing()
    {
        string path = Path.Combine(_root, "absent", "file");
        Assert.Equal(ErrorCodes.Blob.IOError, Assert.Throws<ComposeException>(() => StoreFile.Write(path, "x"u8)).Error.Code);
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }

    [Fact]
    public void Location_Explicit_Wins() => Assert.Equal(_root, StoreLocation.Find(_root));
}
