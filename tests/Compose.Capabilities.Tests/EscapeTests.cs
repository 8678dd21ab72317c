using Compose.Capabilities.Files;
using Compose.Capabilities.Files.Linux;
using Compose.Runtime;
using static Compose.Capabilities.Tests.TestFolder;

namespace Compose.Capabilities.Tests;

/// <summary>Nothing outside a granted directory can be reached, seen or changed.</summary>
public sealed class EscapeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public EscapeTests()
    {
        Directory.CreateDirectory(_folder.Host("sub"));
        File.WriteAllText(_folder.Host("sub/x"), "x");
        File.CreateSymbolicLink(_folder.Host("out"), "../outside");
        File.CreateSymbolicLink(_folder.Host("up"), "..");
        File.CreateSymbolicLink(_folder.Host("secret"), "../outside/secret.txt");
        File.CreateSymbolicLink(_folder.Host("absolute"), _folder.Outside);
        File.CreateSymbolicLink(_folder.Host("self"), "/proc/self/root");
        File.CreateSymbolicLink(_folder.Host("chain"), "sub/../up");
    }

    public static TheoryData<string> Paths =>
    [
        "..", "../", "../outside/secret.txt", "sub/../../outside/secret.txt", "./../outside/secret.txt", "/", "/etc/passwd",
        "//etc/passwd", "out/secret.txt", "up/outside/secret.txt", "secret", "absolute/secret.txt", "self/etc/passwd",
        "chain/outside/secret.txt", "sub/../../../../../../etc/passwd", "out/../secret.txt", "out/", "up/", "sub/../..",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public void Path_ThatLeaves_IsNotPermittedAnywhere(string path)
    {
        Value time = Value.Case(1);
        Assert.Equal(FileError.NotPermitted, _folder.TryOpen(path));

        // A file to be made cannot have a slash behind its name, wherever that leads.
        FileError create = _folder.TryOpen(path, Write, Create);
        Assert.True(create == FileError.NotPermitted || (create == FileError.IsDirectory && path.EndsWith('/')), create.ToString());
        Assert.Equal(FileError.NotPermitted, _folder.Stat(path).FileError());
        Assert.Equal(FileError.NotPermitted, _folder.At("metadata-hash-at", Value.Flags(1), Value.From(path)).FileError());
        Assert.Equal(FileError.NotPermitted, _folder.At("set-times-at", Value.Flags(1), Value.From(path), time, time).FileError());
        string below = path.TrimEnd('/') + "/new";
        if (path != "secret")
        {
            Assert.Equal(FileError.NotPermitted, _folder.Try("create-directory-at", below));
            Assert.Equal(FileError.NotPermitted, _folder.Try("remove-directory-at", below));
            Assert.Equal(FileError.NotPermitted, _folder.Try("unlink-file-at", below));
            Assert.Equal(FileError.NotPermitted, _folder.Try("symlink-at", "x", below));
            Assert.Equal(FileError.NotPermitted, _folder.Try("readlink-at", below));
            Assert.Equal(FileError.NotPermitted, _folder.Rename("sub/x", below));
            Assert.Equal(FileError.NotPermitted, _folder.Rename(below, "sub/y"));
            Assert.Equal(FileError.NotPermitted, _folder.Link("sub/x", below));
            Assert.Equal(FileError.NotPermitted, _folder.Link(below, "sub/y"));
        }

        AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Walk_WithoutHelpOfTheKernel_KeepsInsideToo(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the walk is for Linux");
        if (path.StartsWith('/'))
        {
            Assert.Equal(FileError.NotPermitted, GuestPath.Check(path));
            return;
        }

        using FileDescriptor root = OpenInside();
        Assert.Equal(FileError.NotPermitted, Beneath.Walk(root, path, LibC.ReadOnly, 0, out FileDescriptor? opened));
        Assert.Null(opened);
        Assert.Equal(FileError.NotPermitted, Beneath.Walk(root, path, LibC.ReadWrite | LibC.Create, 0x1b6, out _));
        AssertUntouched();
    }

    [Theory]
    [InlineData("sub/x", FileError.None)]
    [InlineData("sub/../sub//./x", FileError.None)]
    [InlineData("in/x", FileError.None)]
    [InlineData("in", FileError.None)]
    [InlineData("in/", FileError.None)]
    [InlineData(".", FileError.None)]
    [InlineData("sub/..", FileError.None)]
    [InlineData("sub/x/", FileError.NotDirectory)]
    [InlineData("sub/x/y", FileError.NotDirectory)]
    [InlineData("nothing", FileError.NoEntry)]
    [InlineData("nothing/x", FileError.NoEntry)]
    [InlineData("round", FileError.Loop)]
    [InlineData("round/x", FileError.Loop)]
    public void Walk_OfPathsInside_AgreesWithTheKernel(string path, FileError expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the walk is for Linux");
        File.CreateSymbolicLink(_folder.Host("in"), "sub");
        File.CreateSymbolicLink(_folder.Host("round"), "round");
        using FileDescriptor root = OpenInside();
        Assert.Equal(expected, Beneath.Walk(root, path, LibC.ReadOnly, 0, out FileDescriptor? walked));
        walked?.Dispose();
        Assert.Equal(expected, Beneath.Open(root, path, LibC.ReadOnly, 0, out FileDescriptor? opened));
        opened?.Dispose();
    }

    [Fact]
    public async Task Folder_SwappedForALinkUnderWay_LeadsNowhere()
    {
        Directory.CreateDirectory(_folder.Host("swap"));
        File.CreateSymbolicLink(_folder.Host("link"), "../outside");
        bool stop = false;
        Task swapper = Task.Factory.StartNew(
            () =>
            {
                // A link that leads to a folder moves as one does: each step is one rename of the system.
                while (!Volatile.Read(ref stop))
                {
                    Directory.Move(_folder.Host("swap"), _folder.Host("away"));
                    Directory.Move(_folder.Host("link"), _folder.Host("swap"));
                    Directory.Move(_folder.Host("swap"), _folder.Host("link"));
                    Directory.Move(_folder.Host("away"), _folder.Host("swap"));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var seen = new HashSet<FileError>();
        for (int i = 0; i < 5_000 && !swapper.IsCompleted; i++)
        {
            seen.Add(_folder.TryOpen("swap/secret.txt"));
            seen.Add(_folder.Try("create-directory-at", "swap/secret.txt/x"));
        }

        Volatile.Write(ref stop, true);
        await swapper;
        Assert.DoesNotContain(FileError.None, seen);
        Assert.Contains(FileError.NotPermitted, seen);
        Assert.Contains(FileError.NoEntry, seen);
    }

    [Fact]
    public void Device_InAGrantedFolder_IsNotPermitted()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && File.Exists("/dev/null"), "needs /dev");
        var caller = new Caller(
            new NodeAuthority(new InstancePath("app")) { Preopens = [new PreopenGrant("/dev", "/dev")] },
            new Services.HostServices { Files = HostFolders.Instance });
        Value dev = caller.Call("wasi:filesystem/preopens#get-directories")[0][0];
        Value opened = caller.Call(
            "wasi:filesystem/types#[method]descriptor.open-at", dev, Value.Flags(1), Value.From("null"), Value.Flags(0), Value.Flags(Read));
        Assert.Equal(FileError.NotPermitted, opened.FileError());
    }

    [Fact]
    public async Task Rename_DuringTheLookup_NeverLetsItOut()
    {
        // Somebody moves a directory out and in, and swaps a name between directory and link, while the guest looks.
        Directory.CreateDirectory(_folder.Host("a/b/c"));
        string inside = _folder.Host("a/b");
        string moved = Path.Combine(_folder.Outside, "b");
        using var stop = new CancellationTokenSource();
        Task mover = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Directory.Move(inside, moved);
                File.CreateSymbolicLink(inside, "../../outside/b");
                File.Delete(inside);
                Directory.Move(moved, inside);
            }
        });
        long end = Environment.TickCount64 + 1_500;
        int tries = 0;
        while (Environment.TickCount64 < end)
        {
            tries++;
            Value opened = _folder.Open("a/b/c/../../../../outside/secret.txt");
            Assert.False(opened.IsOk);
            opened = _folder.Open("a/b/../secret.txt");
            Assert.False(opened.IsOk);
            Assert.NotEqual(FileError.None, _folder.TryOpen("a/b/c/../../secret.txt"));
        }

        await stop.CancelAsync();
        await mover;
        Assert.True(tries > 100);
        AssertUntouched();
    }

    [Fact]
    public void Paths_ByChance_NeverTouchTheOutside()
    {
        var random = new Random(20_261_121);
        string[] parts = ["..", ".", "sub", "x", "out", "up", "secret", "absolute", "self", "chain", "new", "", "outside", "secret.txt", "etc", "ä", "proc"];
        string[] methods = ["create-directory-at", "remove-directory-at", "unlink-file-at", "readlink-at"];
        for (int i = 0; i < 4_000; i++)
        {
            string path = string.Join('/', Enumerable.Range(0, random.Next(1, 7)).Select(_ => parts[random.Next(parts.Length)]));
            string other = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => parts[random.Next(parts.Length)]));
            switch (random.Next(6))
            {
                case 0:
                    Value opened = _folder.Open(path, Read, 0, random.Next(2) == 0);
                    if (opened.IsOk && _folder.On(opened.Payload, "get-type").Ok().CaseIndex == (int)NodeType.RegularFile)
                    {
                        Assert.NotEqual("secret", _folder.Text(opened.Payload));
                    }

                    if (opened.IsOk)
                    {
                        opened.Payload.AsObject<HostResource>().Release();
                    }

                    break;
                case 1:
                    _folder.TryOpen(path, Write, Create | (random.Next(2) == 0 ? Truncate : 0), random.Next(2) == 0);
                    break;
                case 2:
                    _folder.Rename(path, other);
                    break;
                case 3:
                    _folder.Link(path, other);
                    break;
                case 4:
                    _folder.Try("symlink-at", other.Length == 0 ? "." : other.TrimStart('/'), path);
                    break;
                default:
                    _folder.Try(methods[random.Next(methods.Length)], path);
                    break;
            }
        }

        AssertUntouched();
        Assert.Equal(1, _folder.Caller.Node.Session.OpenFiles);
    }

    private FileDescriptor OpenInside()
    {
        int root = LibC.Open(_folder.Inside, LibC.ReadOnly | LibC.DirectoryOnly | LibC.CloseOnExec, 0);
        Assert.True(root >= 0);
        return new FileDescriptor(root);
    }

    private void AssertUntouched()
    {
        Assert.Equal("secret", File.ReadAllText(Path.Combine(_folder.Outside, "secret.txt")));
        Assert.Equal(["secret.txt"], Directory.GetFileSystemEntries(_folder.Outside).Select(Path.GetFileName));
        Assert.Equal(["inside", "outside"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
