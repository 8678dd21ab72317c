using System.Text;
using Compose.Capabilities.Files;
using Compose.Runtime;
using static Compose.Capabilities.Tests.TestFolder;

namespace Compose.Capabilities.Tests;

/// <summary>The methods of a descriptor that is a file.</summary>
public sealed class FileTests : IDisposable
{
    private const string In = "wasi:io/streams#[method]input-stream.";
    private const string Out = "wasi:io/streams#[method]output-stream.";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadWrite_AtOffsets_ExtendsWithZeroesAndTellsTheEnd()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        Assert.Equal(5ul, _folder.On(file, "write", Value.From("hello"u8.ToArray()), Value.From(0ul)).Ok().AsU64);
        Assert.Equal(1ul, _folder.On(file, "write", Value.From("!"u8.ToArray()), Value.From(7ul)).Ok().AsU64);
        Value read = _folder.On(file, "read", Value.From(100ul), Value.From(3ul)).Ok();
        Assert.Equal("lo\0\0!", Encoding.UTF8.GetString(read[0].AsBytes));
        Assert.False(read[1].AsBool);
        Assert.False(_folder.On(file, "read", Value.From(0ul), Value.From(3ul)).Ok()[1].AsBool);
        Assert.True(_folder.On(file, "read", Value.From(1ul), Value.From(8ul)).Ok()[1].AsBool);
        Assert.Equal(FileError.Invalid, _folder.On(file, "read", Value.From(1ul), Value.From(ulong.MaxValue)).FileError());
        Assert.Equal(FileError.Invalid, _folder.On(file, "write", Value.From(new byte[1]), Value.From(ulong.MaxValue)).FileError());
    }

    [Fact]
    public void OpenedForReading_CannotBeWritten_NorTheOtherWay()
    {
        File.WriteAllText(_folder.Host("a"), "text");
        Value reader = _folder.Open("a", Read).Ok();
        Assert.Equal(FileError.BadDescriptor, _folder.On(reader, "write", Value.From(new byte[1]), Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(reader, "set-size", Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(reader, "write-via-stream", Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(reader, "append-via-stream").FileError());
        Value writer = _folder.Open("a", Write).Ok();
        Assert.Equal(FileError.BadDescriptor, _folder.On(writer, "read", Value.From(1ul), Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(writer, "read-via-stream", Value.From(0ul)).FileError());
        Assert.Equal("text", File.ReadAllText(_folder.Host("a")));
    }

    [Fact]
    public void Directory_ToFileMethods_IsABadDescriptor()
    {
        Value root = _folder.Root;
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "read", Value.From(1ul), Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "write", Value.From(new byte[1]), Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "read-via-stream", Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "write-via-stream", Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "append-via-stream").FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "set-size", Value.From(0ul)).FileError());
        Assert.Equal(FileError.BadDescriptor, _folder.On(root, "advise", Value.From(0ul), Value.From(0ul), Value.Case(0)).FileError());
    }

    [Fact]
    public void File_ToDirectoryMethods_IsNoDirectory()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        Value path = Value.From("x");
        Value none = Value.Flags(0);
        Value time = Value.Case(0);
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "read-directory").FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "create-directory-at", path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "stat-at", none, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "metadata-hash-at", none, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "set-times-at", none, path, time, time).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "link-at", none, path, _folder.Root, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.At("link-at", none, path, file, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "open-at", none, path, none, none).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "readlink-at", path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "remove-directory-at", path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "rename-at", path, _folder.Root, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.At("rename-at", path, file, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "symlink-at", path, path).FileError());
        Assert.Equal(FileError.NotDirectory, _folder.On(file, "unlink-file-at", path).FileError());
    }

    [Fact]
    public void SetSize_ShrinksAndGrows()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        _folder.On(file, "write", Value.From("hello"u8.ToArray()), Value.From(0ul)).Ok();
        _folder.On(file, "set-size", Value.From(2ul)).Ok();
        Assert.Equal("he", _folder.Text(file));
        _folder.On(file, "set-size", Value.From(4ul)).Ok();
        Assert.Equal("he\0\0", _folder.Text(file));
        Assert.Equal(FileError.FileTooLarge, _folder.On(file, "set-size", Value.From(ulong.MaxValue)).FileError());
    }

    [Fact]
    public void Stat_TellsTypeSizeAndTimes()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        _folder.On(file, "write", Value.From(new byte[9]), Value.From(0ul)).Ok();
        _folder.On(file, "set-times", Time(11, 5), Time(22, 999_999_999)).Ok();
        Value stat = _folder.On(file, "stat").Ok();
        Assert.Equal(NodeType.RegularFile, (NodeType)stat[0].CaseIndex);
        Assert.Equal(1ul, stat[1].AsU64);
        Assert.Equal(9ul, stat[2].AsU64);
        Assert.Equal((11ul, 5u), (stat[3].Payload[0].AsU64, stat[3].Payload[1].AsU32));
        Assert.Equal((22ul, 999_999_999u), (stat[4].Payload[0].AsU64, stat[4].Payload[1].AsU32));
        Assert.True(stat[5].IsSome);
        _folder.On(file, "set-times", Value.Case(0), Value.Case(1)).Ok();
        stat = _folder.On(file, "stat").Ok();
        Assert.Equal(11ul, stat[3].Payload[0].AsU64);
        Assert.True(stat[4].Payload[0].AsU64 > 1_000_000_000);
        Assert.Equal(FileError.Invalid, _folder.On(file, "set-times", Value.Case(0), Time(1, 1_000_000_000)).FileError());
        Assert.Equal(FileError.Overflow, _folder.On(file, "set-times", Time(ulong.MaxValue, 0), Value.Case(0)).FileError());
    }

    [Fact]
    public void Flags_AreThoseItWasOpenedWith()
    {
        Assert.Equal(Read | Mutate, _folder.At("get-flags").Ok().Bits);
        Assert.Equal(Read | Write, _folder.On(_folder.Open("a", Read | Write, Create).Ok(), "get-flags").Ok().Bits);
        Assert.Equal(Read, _folder.On(_folder.Open("a", Read).Ok(), "get-flags").Ok().Bits);
        Assert.Equal(Read, _folder.On(_folder.Open("a", 0).Ok(), "get-flags").Ok().Bits);
        Assert.Equal(Write, _folder.On(_folder.Open("a", Write).Ok(), "get-flags").Ok().Bits);
        Assert.Equal(NodeType.RegularFile, (NodeType)_folder.On(_folder.Open("a", 0).Ok(), "get-type").Ok().CaseIndex);
        Assert.Equal(NodeType.Directory, (NodeType)_folder.At("get-type").Ok().CaseIndex);
    }

    [Fact]
    public void Streams_OfAFile_StartWhereToldAndDoNotInterfere()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        Value first = _folder.On(file, "write-via-stream", Value.From(0ul)).Ok();
        Value second = _folder.On(file, "write-via-stream", Value.From(3ul)).Ok();
        Put(first, "abc");
        Put(second, "def");
        Put(first, "X");
        Value reader = _folder.On(file, "read-via-stream", Value.From(1ul)).Ok();
        Assert.Equal("bcXef", Encoding.UTF8.GetString(_folder.Caller.Call(In + "blocking-read", reader, Value.From(100ul)).Ok().AsBytes));
        Assert.True(_folder.Caller.Call(In + "blocking-read", reader, Value.From(100ul)).IsClosed());
        Assert.True(_folder.Caller.Call("wasi:io/poll#[method]pollable.ready", _folder.Caller.Call(In + "subscribe", reader)).AsBool);
    }

    [Fact]
    public void Streams_ThatAppend_WriteAtTheEndWhoeverMovedIt()
    {
        Value file = _folder.Open("log", Read | Write, Create).Ok();
        Value appender = _folder.On(file, "append-via-stream").Ok();
        Put(appender, "one ");
        File.AppendAllText(_folder.Host("log"), "two ");
        Put(appender, "three");
        Assert.Equal("one two three", _folder.Text(file));
    }

    [Fact]
    public void Streams_OutliveTheirDescriptor()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        Value writer = _folder.On(file, "write-via-stream", Value.From(0ul)).Ok();
        file.AsObject<HostResource>().Release();
        Put(writer, "still");
        Assert.Equal(2, _folder.Caller.Node.Session.OpenFiles);
        writer.AsObject<HostResource>().Release();
        Assert.Equal(1, _folder.Caller.Node.Session.OpenFiles);
        Assert.Equal("still", File.ReadAllText(_folder.Host("a")));
    }

    [Fact]
    public void Streams_ThatFail_TellTheFileError()
    {
        var full = new FullFile();
        var session = _folder.Caller.Node.Session;
        Assert.True(session.TryCountFile());
        var descriptor = new Wasi.Filesystem.Descriptor(session, full, Read | Write, false);
        Value writer = _folder.On(Value.Resource(descriptor), "write-via-stream", Value.From(0ul)).Ok();
        Value failed = _folder.Caller.Call(Out + "blocking-write-and-flush", writer, Value.From(new byte[10]));
        Assert.Equal(0, failed.Err());
        Value code = _folder.Caller.Call("wasi:filesystem/types#filesystem-error-code", failed.Payload.Payload);
        Assert.Equal(FileError.InsufficientSpace, (FileError)(code.Payload.CaseIndex + 1));
        Assert.Equal("insufficient-space", _folder.Caller.Call("wasi:io/error#[method]error.to-debug-string", failed.Payload.Payload).AsString);
        Assert.True(_folder.Caller.Call(Out + "check-write", writer).IsClosed());
    }

    [Fact]
    public void Streams_OfLargeFiles_MoveEveryByte()
    {
        byte[] big = new byte[3_000_000];
        new Random(7).NextBytes(big);
        Value file = _folder.Open("big", Read | Write, Create).Ok();
        Value writer = _folder.On(file, "write-via-stream", Value.From(0ul)).Ok();
        for (int sent = 0; sent < big.Length;)
        {
            int permit = (int)Math.Min(_folder.Caller.Call(Out + "check-write", writer).Ok().AsU64, (ulong)(big.Length - sent));
            _folder.Caller.Call(Out + "write", writer, Value.From(big[sent..(sent + permit)])).Ok();
            sent += permit;
        }

        _folder.Caller.Call(Out + "blocking-flush", writer).Ok();
        var back = new List<byte>();
        Value reader = _folder.On(file, "read-via-stream", Value.From(0ul)).Ok();
        for (Value read = default; read.IsOk;)
        {
            read = _folder.Caller.Call(In + "blocking-read", reader, Value.From(ulong.MaxValue));
            if (read.IsOk)
            {
                back.AddRange(read.Payload.AsBytes);
            }
        }

        Assert.Equal(big, back);
    }

    [Fact]
    public void SyncAndAdvise_Answer()
    {
        Value file = _folder.Open("a", Read | Write, Create).Ok();
        _folder.On(file, "sync").Ok();
        _folder.On(file, "sync-data").Ok();
        _folder.At("sync").Ok();
        _folder.At("sync-data").Ok();
        _folder.On(_folder.Open("a").Ok(), "sync").Ok();
        for (int advice = 0; advice < 6; advice++)
        {
            _folder.On(file, "advise", Value.From(0ul), Value.From(10ul), Value.Case(advice)).Ok();
        }

        Assert.Equal(FileError.Invalid, _folder.On(file, "advise", Value.From(ulong.MaxValue), Value.From(1ul), Value.Case(0)).FileError());
    }

    [Fact]
    public void SameObjectAndHash_TellNodesApart()
    {
        Value a = _folder.Open("a", Read | Write, Create).Ok();
        _folder.Open("b", Read | Write, Create).Ok();
        Assert.Equal(FileError.None, _folder.Link("a", "c"));
        Value c = _folder.Open("c").Ok();
        Value b = _folder.Open("b").Ok();
        Assert.True(_folder.On(a, "is-same-object", c).AsBool);
        Assert.False(_folder.On(a, "is-same-object", b).AsBool);
        Assert.False(_folder.On(a, "is-same-object", _folder.Root).AsBool);
        Assert.True(_folder.At("is-same-object", _folder.Open(".").Ok()).AsBool);
        Assert.Equal(Hash(_folder.On(a, "metadata-hash")), Hash(_folder.On(c, "metadata-hash")));
        Assert.NotEqual(Hash(_folder.On(a, "metadata-hash")), Hash(_folder.On(b, "metadata-hash")));
        Assert.Equal(Hash(_folder.On(a, "metadata-hash")), Hash(_folder.At("metadata-hash-at", Value.Flags(1), Value.From("a"))));
        (ulong, ulong) before = Hash(_folder.On(a, "metadata-hash"));
        _folder.On(a, "write", Value.From(new byte[1]), Value.From(0ul)).Ok();
        Assert.NotEqual(before, Hash(_folder.On(a, "metadata-hash")));
    }

    [Fact]
    public void Limits_OfOpenFiles_AreAnErrorAndCountThoseThatAreOpen()
    {
        using var folder = new TestFolder(limits: new NodeLimits { OpenFiles = 3 });
        File.WriteAllText(folder.Host("a"), "x");
        Value first = folder.Open("a").Ok();
        folder.Open("a").Ok();
        Assert.Equal(FileError.Quota, folder.TryOpen("a"));
        first.AsObject<HostResource>().Release();
        Assert.Equal(FileError.NoEntry, folder.TryOpen("missing"));
        Assert.Equal(FileError.None, folder.TryOpen("a"));
    }

    private static Value Time(ulong seconds, uint nanoseconds) =>
        Value.Case(2, Value.Record(Value.From(seconds), Value.From(nanoseconds)));

    private static (ulong, ulong) Hash(Value result) => (result.Ok()[0].AsU64, result.Ok()[1].AsU64);

    private void Put(Value stream, string text) =>
        _folder.Caller.Call(Out + "blocking-write-and-flush", stream, Value.From(Encoding.UTF8.GetBytes(text))).Ok();

    /// <summary>A file on a full disk.</summary>
    private sealed class FullFile : IFile
    {
        public NodeType Type => NodeType.RegularFile;

        public FileError Advise(ulong offset, ulong length, Advice advice) => FileError.None;

        public FileError Append(ReadOnlySpan<byte> bytes, out int count) => Write(bytes, 0, out count);

        public void Dispose()
        {
        }

        public bool IsReady(bool forWrite) => true;

        public FileError Read(Span<byte> buffer, ulong offset, out int count)
        {
            count = 0;
            return FileError.None;
        }

        public FileError SetSize(ulong size) => FileError.InsufficientSpace;

        public FileError SetTimes(NewTime accessed, NewTime modified) => FileError.None;

        public FileError Stat(out NodeStat stat)
        {
            stat = default;
            return FileError.None;
        }

        public FileError Sync(bool dataOnly) => FileError.None;

        public ValueTask WaitAsync(bool forWrite, CancellationToken cancellation) => ValueTask.CompletedTask;

        public FileError Write(ReadOnlySpan<byte> bytes, ulong offset, out int count)
        {
            count = 0;
            return FileError.InsufficientSpace;
        }
    }
}
