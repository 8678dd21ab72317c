using Compose.Capabilities.Files;
using Compose.Runtime;
using static Compose.Capabilities.Tests.TestFolder;

namespace Compose.Capabilities.Tests;

/// <summary>The methods of a descriptor that is a directory.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public DirectoryTests()
    {
        Directory.CreateDirectory(_folder.Host("dir/sub"));
        File.WriteAllText(_folder.Host("file"), "text");
        File.WriteAllText(_folder.Host("dir/inner"), "inner");
        File.CreateSymbolicLink(_folder.Host("link"), "file");
        File.CreateSymbolicLink(_folder.Host("dirlink"), "dir");
        File.CreateSymbolicLink(_folder.Host("dangling"), "nothing");
        File.CreateSymbolicLink(_folder.Host("loop"), "loop");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file", Read, 0ul, true, FileError.None)]
    [InlineData("./dir//inner", Read, 0ul, true, FileError.None)]
    [InlineData("dir/../file", Read, 0ul, true, FileError.None)]
    [InlineData("dirlink/inner", Read, 0ul, true, FileError.None)]
    [InlineData("dirlink/inner", Read, 0ul, false, FileError.None)]
    [InlineData("link", Read, 0ul, true, FileError.None)]
    [InlineData("link", Read, 0ul, false, FileError.Loop)]
    [InlineData("dir", Read, 0ul, true, FileError.None)]
    [InlineData("dir/", Read, 0ul, true, FileError.None)]
    [InlineData("dir", Read, OnlyDirectory, true, FileError.None)]
    [InlineData("dirlink", Read, OnlyDirectory, true, FileError.None)]
    [InlineData("dirlink/", Read, OnlyDirectory, false, FileError.None)]
    [InlineData("file", Read, OnlyDirectory, true, FileError.NotDirectory)]
    [InlineData("file/", Read, 0ul, true, FileError.NotDirectory)]
    [InlineData("file/x", Read, 0ul, true, FileError.NotDirectory)]
    [InlineData("missing", Read, 0ul, true, FileError.NoEntry)]
    [InlineData("missing/x", Read, 0ul, true, FileError.NoEntry)]
    [InlineData("dangling", Read, 0ul, true, FileError.NoEntry)]
    [InlineData("loop", Read, 0ul, true, FileError.Loop)]
    [InlineData("dir", Write, 0ul, true, FileError.IsDirectory)]
    [InlineData("dir", Read, Create, true, FileError.IsDirectory)]
    [InlineData("new", Read, Create, true, FileError.None)]
    [InlineData("new", Write, Create | Exclusive, true, FileError.None)]
    [InlineData("file", Write, Create, true, FileError.None)]
    [InlineData("file", Write, Create | Exclusive, true, FileError.Exist)]
    [InlineData("dangling", Write, Create | Exclusive, true, FileError.Exist)]
    [InlineData("file", Write, Exclusive, true, FileError.None)]
    [InlineData("file", Write, Truncate, true, FileError.None)]
    [InlineData("missing", Write, Truncate, true, FileError.NoEntry)]
    [InlineData("dir", Read, OnlyDirectory | Create, true, FileError.Invalid)]
    [InlineData("dir", Read, OnlyDirectory | Exclusive, true, FileError.Invalid)]
    [InlineData("dir", Read, OnlyDirectory | Truncate, true, FileError.Invalid)]
    [InlineData("file", Read | 4, 0ul, true, FileError.Unsupported)]
    [InlineData("file", Read | 8, 0ul, true, FileError.Unsupported)]
    [InlineData("file", Read | 16, 0ul, true, FileError.Unsupported)]
    [InlineData("", Read, 0ul, true, FileError.NoEntry)]
    [InlineData("a\0b", Read, 0ul, true, FileError.Invalid)]
    public void OpenAt_OfAPathAndFlags_Answers(string path, ulong flags, ulong open, bool follow, FileError expected) =>
        Assert.Equal(expected, _folder.TryOpen(path, flags, open, follow));

    [Fact]
    public void OpenAt_Truncate_EmptiesTheFileAndLetsItBeWritten()
    {
        Value file = _folder.Open("file", Read, Truncate).Ok();
        Assert.Equal(0, new FileInfo(_folder.Host("file")).Length);
        Assert.Equal(Read | Write, _folder.On(file, "get-flags").Ok().Bits);
        _folder.On(file, "write", Value.From("new"u8.ToArray()), Value.From(0ul)).Ok();
        Assert.Equal("new", _folder.Text(file));
    }

    [Fact]
    public void OpenAt_LongNames_AreTooLong()
    {
        Assert.Equal(FileError.NameTooLong, _folder.TryOpen(new string('x', 300)));
        Assert.Equal(FileError.NameTooLong, _folder.TryOpen(string.Concat(Enumerable.Repeat("a/", 3_000))));
    }

    [Fact]
    public void OpenAt_BelowAnOpenedDirectory_StaysBelowIt()
    {
        Value dir = _folder.Open("dir", Read | Mutate, OnlyDirectory).Ok();
        Value read = _folder.On(dir, "open-at", Value.Flags(1), Value.From("inner"), Value.Flags(0), Value.Flags(Read));
        Assert.Equal("inner", _folder.Text(read.Ok()));
        Value up = _folder.On(dir, "open-at", Value.Flags(1), Value.From("../file"), Value.Flags(0), Value.Flags(Read));
        Assert.Equal(FileError.NotPermitted, up.FileError());
    }

    [Fact]
    public async Task OpenAt_APipe_NeverBlocks()
    {
        Run("mkfifo", _folder.Host("pipe"));
        Value pipe = _folder.Open("pipe").Ok();
        Assert.Equal(NodeType.Fifo, (NodeType)_folder.On(pipe, "get-type").Ok().CaseIndex);
        Assert.Empty(_folder.On(pipe, "read", Value.From(5ul), Value.From(0ul)).Ok()[0].AsBytes);
        Value writer = _folder.Open("pipe", Write).Ok();
        Assert.Equal(FileError.WouldBlock, _folder.On(pipe, "read", Value.From(5ul), Value.From(0ul)).FileError());
        Value stream = _folder.On(pipe, "read-via-stream", Value.From(0ul)).Ok();
        Assert.Empty(_folder.Caller.Call("wasi:io/streams#[method]input-stream.read", stream, Value.From(9ul)).Ok().AsBytes);
        Task<Value> read = _folder.Caller.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", default, stream, Value.From(9ul));
        Assert.False(read.IsCompleted);
        Assert.Equal(3ul, _folder.On(writer, "write", Value.From("abc"u8.ToArray()), Value.From(0ul)).Ok().AsU64);
        Assert.Equal("abc"u8.ToArray(), (await read).Ok().AsBytes);
        Assert.Equal(FileError.Invalid, _folder.On(writer, "set-size", Value.From(0ul)).FileError());
        pipe.AsObject<HostResource>().Release();
        stream.AsObject<HostResource>().Release();
        Assert.Equal(FileError.NoSuchDevice, _folder.TryOpen("pipe", Write));
        Assert.Equal(FileError.Pipe, _folder.On(writer, "write", Value.From(new byte[1]), Value.From(0ul)).FileError());
    }

    [Fact]
    public void Stat_FollowsOrNot()
    {
        Assert.Equal(NodeType.RegularFile, (NodeType)_folder.Stat("link").Ok()[0].CaseIndex);
        Value link = _folder.Stat("link", follow: false).Ok();
        Assert.Equal((NodeType.SymbolicLink, 4ul), ((NodeType)link[0].CaseIndex, link[2].AsU64));
        Assert.Equal(NodeType.Directory, (NodeType)_folder.Stat(".").Ok()[0].CaseIndex);
        Assert.Equal(NodeType.Directory, (NodeType)_folder.Stat("dirlink/", follow: false).Ok()[0].CaseIndex);
        Assert.Equal(NodeType.Directory, (NodeType)_folder.Stat("dir/..").Ok()[0].CaseIndex);
        Assert.Equal(FileError.NoEntry, _folder.Stat("dangling").FileError());
        Assert.Equal(FileError.Loop, _folder.Stat("loop").FileError());
        Assert.Equal(FileError.NotDirectory, _folder.Stat("file/").FileError());
        Assert.Equal(FileError.NoEntry, _folder.Stat("missing").FileError());
    }

    [Fact]
    public void SetTimesAt_FollowsOrNot()
    {
        Value time = Value.Case(2, Value.Record(Value.From(1_000ul), Value.From(0u)));
        _folder.At("set-times-at", Value.Flags(0), Value.From("link"), time, time).Ok();
        Assert.Equal(1_000ul, _folder.Stat("link", follow: false).Ok()[4].Payload[0].AsU64);
        Assert.NotEqual(1_000ul, _folder.Stat("link").Ok()[4].Payload[0].AsU64);
        _folder.At("set-times-at", Value.Flags(1), Value.From("link"), time, time).Ok();
        Assert.Equal(1_000ul, _folder.Stat("file").Ok()[4].Payload[0].AsU64);
        Assert.Equal(FileError.NoEntry, _folder.At("set-times-at", Value.Flags(1), Value.From("missing"), time, time).FileError());
    }

    [Fact]
    public void Entries_AreInOrderOfTheirNamesWithTheirKinds()
    {
        Run("mkfifo", _folder.Host("dir/pipe"));
        File.CreateSymbolicLink(_folder.Host("dir/zlink"), "x");
        File.WriteAllText(_folder.Host("dir/Ä"), string.Empty);
        Assert.Equal(
            "inner:RegularFile pipe:Fifo sub:Directory zlink:SymbolicLink Ä:RegularFile",
            _folder.List(_folder.Open("dir", Read, OnlyDirectory).Ok()));
        Assert.Equal(string.Empty, _folder.List(_folder.Open("dir/sub").Ok()));
    }

    [Fact]
    public void Entries_NotUtf8_AreAnErrorInTheirPlace()
    {
        Run("sh", "-c", $"touch \"$(printf '{_folder.Host("dir/sub")}/b\\377')\" '{_folder.Host("dir/sub/a")}' '{_folder.Host("dir/sub/c")}'");
        Assert.Equal("a:RegularFile error IllegalByteSequence c:RegularFile", _folder.List(_folder.Open("dir/sub").Ok()));

        // .NET cannot name it to delete it.
        Run("rm", "-r", _folder.Host("dir/sub"));
    }

    [Fact]
    public void Entries_OfManyFiles_AreAllThere()
    {
        for (int i = 0; i < 2_000; i++)
        {
            File.WriteAllText(_folder.Host($"dir/sub/file-with-a-rather-long-name-{i:d5}"), string.Empty);
        }

        string[] names = _folder.List(_folder.Open("dir/sub").Ok()).Split(' ');
        Assert.Equal(2_000, names.Length);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData("new", FileError.None)]
    [InlineData("new/", FileError.None)]
    [InlineData("dir/sub/new", FileError.None)]
    [InlineData("dirlink/new", FileError.None)]
    [InlineData("dir", FileError.Exist)]
    [InlineData("file", FileError.Exist)]
    [InlineData("dangling", FileError.Exist)]
    [InlineData("dangling/", FileError.Exist)]
    [InlineData(".", FileError.Exist)]
    [InlineData("dir/..", FileError.Exist)]
    [InlineData("missing/new", FileError.NoEntry)]
    [InlineData("file/new", FileError.NotDirectory)]
    [InlineData("", FileError.NoEntry)]
    public void CreateDirectoryAt_Answers(string path, FileError expected) =>
        Assert.Equal(expected, _folder.Try("create-directory-at", path));

    [Theory]
    [InlineData("dir/sub", FileError.None)]
    [InlineData("dir/sub/", FileError.None)]
    [InlineData("dir", FileError.NotEmpty)]
    [InlineData("file", FileError.NotDirectory)]
    [InlineData("dirlink", FileError.NotDirectory)]
    [InlineData("dirlink/", FileError.NotDirectory)]
    [InlineData("missing", FileError.NoEntry)]
    [InlineData(".", FileError.Invalid)]
    [InlineData("dir/..", FileError.NotEmpty)]
    public void RemoveDirectoryAt_Answers(string path, FileError expected) =>
        Assert.Equal(expected, _folder.Try("remove-directory-at", path));

    [Theory]
    [InlineData("file", FileError.None)]
    [InlineData("link", FileError.None)]
    [InlineData("dangling", FileError.None)]
    [InlineData("dirlink", FileError.None)]
    [InlineData("dir", FileError.IsDirectory)]
    [InlineData("dir/", FileError.IsDirectory)]
    [InlineData("file/", FileError.NotDirectory)]
    [InlineData("missing", FileError.NoEntry)]
    [InlineData("missing/x", FileError.NoEntry)]
    [InlineData(".", FileError.IsDirectory)]
    public void UnlinkFileAt_Answers(string path, FileError expected)
    {
        Assert.Equal(expected, _folder.Try("unlink-file-at", path));
        Assert.Equal("inner", File.ReadAllText(_folder.Host("dir/inner")));
    }

    [Theory]
    [InlineData("file", "dir/moved", FileError.None)]
    [InlineData("file", "dir/inner", FileError.None)]
    [InlineData("file", "file", FileError.None)]
    [InlineData("dir", "other", FileError.None)]
    [InlineData("dir/", "other/", FileError.None)]
    [InlineData("link", "dir/link", FileError.None)]
    [InlineData("file", "dir", FileError.IsDirectory)]
    [InlineData("dir", "file", FileError.NotDirectory)]
    [InlineData("dir", "dir/sub/x", FileError.Invalid)]
    [InlineData("dir/sub", "dir", FileError.NotEmpty)]
    [InlineData("file/", "x", FileError.NotDirectory)]
    [InlineData("dirlink/", "x", FileError.NotDirectory)]
    [InlineData("missing", "x", FileError.NoEntry)]
    [InlineData("file", "missing/x", FileError.NoEntry)]
    [InlineData(".", "x", FileError.Busy)]
    [InlineData("", "x", FileError.NoEntry)]
    public void RenameAt_Answers(string from, string to, FileError expected) =>
        Assert.Equal(expected, _folder.Rename(from, to));

    [Theory]
    [InlineData("file", "dir/name", FileError.None)]
    [InlineData("link", "dir/name", FileError.None)]
    [InlineData("file", "link", FileError.Exist)]
    [InlineData("dir", "x", FileError.NotPermitted)]
    [InlineData("dir/", "x", FileError.NotPermitted)]
    [InlineData("dirlink/", "x", FileError.NotPermitted)]
    [InlineData("file/", "x", FileError.NotDirectory)]
    [InlineData("missing", "x", FileError.NoEntry)]
    [InlineData("missing/", "x", FileError.NoEntry)]
    [InlineData("file", "x/", FileError.NoEntry)]
    public void LinkAt_Answers(string from, string to, FileError expected) =>
        Assert.Equal(expected, _folder.Link(from, to));

    [Fact]
    public void LinkAt_FollowingLinks_IsInvalid() =>
        Assert.Equal(FileError.Invalid, _folder.Link("link", "x", follow: true));

    [Fact]
    public void LinkAt_MakesASecondNameOfTheSameFile()
    {
        Assert.Equal(FileError.None, _folder.Link("file", "second"));
        Assert.Equal(2ul, _folder.Stat("file").Ok()[1].AsU64);
        File.WriteAllText(_folder.Host("second"), "changed");
        Assert.Equal("changed", File.ReadAllText(_folder.Host("file")));
    }

    [Theory]
    [InlineData("target", "new", FileError.None)]
    [InlineData("../../anywhere", "new", FileError.None)]
    [InlineData("x", "file", FileError.Exist)]
    [InlineData("x", "missing/new", FileError.NoEntry)]
    [InlineData("/etc/passwd", "new", FileError.NotPermitted)]
    [InlineData("", "new", FileError.NoEntry)]
    [InlineData("a\0b", "new", FileError.Invalid)]
    public void SymlinkAt_Answers(string target, string path, FileError expected) =>
        Assert.Equal(expected, _folder.Try("symlink-at", target, path));

    [Fact]
    public void ReadlinkAt_GivesTheText()
    {
        Assert.Equal("file", _folder.At("readlink-at", Value.From("link")).Ok().AsString);
        Assert.Equal(FileError.Invalid, _folder.Try("readlink-at", "file"));
        Assert.Equal(FileError.Invalid, _folder.Try("readlink-at", "dir"));
        Assert.Equal(FileError.NoEntry, _folder.Try("readlink-at", "missing"));
        File.CreateSymbolicLink(_folder.Host("absolute"), "/etc/passwd");
        Assert.Equal(FileError.NotPermitted, _folder.Try("readlink-at", "absolute"));
    }

    [Fact]
    public void ReadOnly_RefusesEveryChangeAndReadsOn()
    {
        using var folder = new TestFolder(readOnly: true);
        Directory.CreateDirectory(folder.Host("dir"));
        File.WriteAllText(folder.Host("file"), "text");
        Value time = Value.Case(1);
        Assert.Equal(FileError.NotPermitted, folder.TryOpen("file", Write));
        Assert.Equal(FileError.NotPermitted, folder.TryOpen("file", Read, Truncate));
        Assert.Equal(FileError.NotPermitted, folder.TryOpen("new", Read, Create));
        Assert.Equal(FileError.NotPermitted, folder.Try("create-directory-at", "new"));
        Assert.Equal(FileError.NotPermitted, folder.Try("remove-directory-at", "dir"));
        Assert.Equal(FileError.NotPermitted, folder.Try("unlink-file-at", "file"));
        Assert.Equal(FileError.NotPermitted, folder.Try("symlink-at", "x", "y"));
        Assert.Equal(FileError.NotPermitted, folder.Rename("file", "moved"));
        Assert.Equal(FileError.NotPermitted, folder.Link("file", "second"));
        Assert.Equal(FileError.NotPermitted, folder.At("set-times-at", Value.Flags(0), Value.From("file"), time, time).FileError());
        Assert.Equal(FileError.NotPermitted, folder.At("set-times", time, time).FileError());
        Assert.Equal(Read, folder.At("get-flags").Ok().Bits);

        Value dir = folder.Open("dir", Read | Mutate, OnlyDirectory).Ok();
        Assert.Equal(Read, folder.On(dir, "get-flags").Ok().Bits);
        Assert.Equal(FileError.NotPermitted, folder.On(dir, "create-directory-at", Value.From("new")).FileError());

        Value file = folder.Open("file").Ok();
        Assert.Equal(FileError.NotPermitted, folder.On(file, "write", Value.From(new byte[1]), Value.From(0ul)).FileError());
        Assert.Equal(FileError.NotPermitted, folder.On(file, "set-size", Value.From(0ul)).FileError());
        Assert.Equal(FileError.NotPermitted, folder.On(file, "set-times", time, time).FileError());
        Assert.Equal(FileError.BadDescriptor, folder.On(file, "write-via-stream", Value.From(0ul)).FileError());
        Assert.Equal("text", folder.Text(file));
        Assert.Equal("dir:Directory file:RegularFile", folder.List(folder.Root));
        Assert.Equal("text", File.ReadAllText(folder.Host("file")));
    }

    [Fact]
    public void ReadOnly_DirectoryAsTargetOfAnother_IsRefused()
    {
        using var folder = new TestFolder(readOnly: true);
        Value move = _folder.At("rename-at", Value.From("file"), folder.Root, Value.From("file"));
        Assert.Equal(FileError.NotPermitted, move.FileError());
        Value link = _folder.At("link-at", Value.Flags(0), Value.From("file"), folder.Root, Value.From("file"));
        Assert.Equal(FileError.NotPermitted, link.FileError());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Inside));
    }

    [Fact]
    public void Preopens_Denied_AreNone() =>
        Assert.Empty(new Caller().Call("wasi:filesystem/preopens#get-directories").AsList);

    [Fact]
    public void Preopens_OfAFolderThatIsNotThere_SaySo()
    {
        var caller = new Caller(
            new NodeAuthority(new InstancePath("app")) { Preopens = [new PreopenGrant("/nowhere/at/all", "/")] },
            new Services.HostServices { Files = HostFolders.Instance });
        var trap = Assert.Throws<GuestTrapException>(() => caller.Call("wasi:filesystem/preopens#get-directories"));
        Assert.Contains("/nowhere/at/all", trap.Message, StringComparison.Ordinal);
    }
}
