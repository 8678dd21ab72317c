using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>Quotas of a preopened directory: bytes and entries, and what comes back.</summary>
public sealed class QuotaTests
{
    private const string Types = "wasi:filesystem/types#[method]descriptor.";
    private const ulong Write = 2, Mutate = 32;

    [Fact]
    public void Bytes_BeyondTheQuota_AreRefusedWhereverTheyComeFrom()
    {
        using var folder = new TestFolder();
        (Caller caller, Value root) = Open(folder, bytes: 100, files: null);
        Value file = Create(caller, root, "a").Ok();
        Assert.Equal(100ul, caller.Call(Types + "write", file, Value.From(new byte[100]), Value.From(0ul)).Ok().AsU64);
        Assert.Equal(FileError.Quota, caller.Call(Types + "write", file, Value.From(new byte[1]), Value.From(100ul)).FileError());
        Assert.Equal(FileError.Quota, caller.Call(Types + "write", file, Value.From(new byte[1]), Value.From(1_000_000ul)).FileError());
        Assert.Equal(FileError.Quota, caller.Call(Types + "set-size", file, Value.From(101ul)).FileError());
        Value stream = caller.Call(Types + "append-via-stream", file).Ok();
        Assert.False(caller.Call("wasi:io/streams#[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[1])).IsOk);

        // Overwriting is no growth, and what is cut off comes back.
        caller.Call(Types + "write", file, Value.From(new byte[100]), Value.From(0ul)).Ok();
        caller.Call(Types + "set-size", file, Value.From(40ul)).Ok();
        Value other = Create(caller, root, "b").Ok();
        Assert.Equal(60ul, caller.Call(Types + "write", other, Value.From(new byte[60]), Value.From(0ul)).Ok().AsU64);
        Assert.Equal(FileError.Quota, caller.Call(Types + "write", other, Value.From(new byte[1]), Value.From(60ul)).FileError());
    }

    [Fact]
    public void Bytes_OfARemovedFile_ComeBackWhenItIsClosed()
    {
        using var folder = new TestFolder();
        (Caller caller, Value root) = Open(folder, bytes: 100, files: 2);
        Value file = Create(caller, root, "a").Ok();
        caller.Call(Types + "write", file, Value.From(new byte[100]), Value.From(0ul)).Ok();
        caller.Call(Types + "unlink-file-at", root, Value.From("a")).Ok();
        Value other = Create(caller, root, "b").Ok();
        Assert.Equal(FileError.Quota, caller.Call(Types + "write", other, Value.From(new byte[1]), Value.From(0ul)).FileError());
        ((HostResource)file.Object!).Release();
        caller.Call(Types + "write", other, Value.From(new byte[100]), Value.From(0ul)).Ok();
        ((HostResource)other.Object!).Release();
        caller.Call(Types + "unlink-file-at", root, Value.From("b")).Ok();
        caller.Call(Types + "write", Create(caller, root, "c").Ok(), Value.From(new byte[100]), Value.From(0ul)).Ok();
    }

    [Fact]
    public void Entries_BeyondTheQuota_AreRefusedOfEveryKind()
    {
        using var folder = new TestFolder();
        (Caller caller, Value root) = Open(folder, bytes: null, files: 3);
        Create(caller, root, "a").Ok();
        caller.Call(Types + "create-directory-at", root, Value.From("d")).Ok();
        caller.Call(Types + "symlink-at", root, Value.From("a"), Value.From("s")).Ok();
        Assert.Equal(FileError.Quota, Create(caller, root, "b").FileError());
        Assert.Equal(FileError.Quota, caller.Call(Types + "create-directory-at", root, Value.From("e")).FileError());
        Assert.Equal(FileError.Quota, caller.Call(Types + "symlink-at", root, Value.From("a"), Value.From("t")).FileError());
        Assert.Equal(FileError.Quota, caller.Call(Types + "link-at", root, Value.Flags(0), Value.From("a"), root, Value.From("l")).FileError());
        Create(caller, root, "a").Ok();
        caller.Call(Types + "remove-directory-at", root, Value.From("d")).Ok();
        caller.Call(Types + "rename-at", root, Value.From("a"), root, Value.From("s")).Ok();
        Create(caller, root, "b").Ok();
        Create(caller, root, "c").Ok();
        Assert.Equal(FileError.Quota, Create(caller, root, "e").FileError());
    }

    private static (Caller Caller, Value Root) Open(TestFolder folder, ulong? bytes, ulong? files)
    {
        var caller = new Caller(
            new NodeAuthority(new InstancePath("app")) { Preopens = [new PreopenGrant(folder.Inside, "/") { QuotaBytes = bytes, QuotaFiles = files }] },
            new HostServices { Files = HostFolders.Instance });
        return (caller, caller.Call("wasi:filesystem/preopens#get-directories")[0][0]);
    }

    private static Value Create(Caller caller, Value root, string path) =>
        caller.Call(Types + "open-at", root, Value.Flags(1), Value.From(path), Value.Flags(1), Value.Flags(1 | Write | Mutate));
}
