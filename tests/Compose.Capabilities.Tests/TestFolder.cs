using System.Diagnostics;
using System.Text;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>
/// A folder of the host with a granted part <c>inside</c> and an ungranted rest <c>outside</c>, and the functions of a
/// descriptor as a guest calls them.
/// </summary>
public sealed class TestFolder : IDisposable
{
    public const ulong Read = 1, Write = 2, Mutate = 32;
    public const ulong Create = 1, OnlyDirectory = 2, Exclusive = 4, Truncate = 8;

    private const string Types = "wasi:filesystem/types#[method]descriptor.";

    public TestFolder(bool readOnly = false, NodeLimits? limits = null)
    {
        Path = Directory.CreateTempSubdirectory("compose-caps-").FullName;
        Inside = System.IO.Path.Combine(Path, "inside");
        Outside = System.IO.Path.Combine(Path, "outside");
        Directory.CreateDirectory(Inside);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(System.IO.Path.Combine(Outside, "secret.txt"), "secret");
        Caller = new Caller(
            NodeAuthority.Command(new InstancePath("app"), []) with
            {
                Preopens = [new PreopenGrant(Inside, "/data", readOnly)],
                Limits = limits ?? NodeLimits.Default,
            },
            new HostServices { Files = HostFolders.Instance, Stdout = new MemorySink() });
        Value[] preopens = Caller.Call("wasi:filesystem/preopens#get-directories").AsList;
        Assert.Equal("/data", Assert.Single(preopens)[1].AsString);
        Root = preopens[0][0];
    }

    public string Path { get; }

    public string Inside { get; }

    public string Outside { get; }

    public Caller Caller { get; }

    /// <summary>The descriptor of the granted directory.</summary>
    public Value Root { get; }

    /// <summary>Calls a method of a descriptor.</summary>
    public Value On(Value descriptor, string method, params Value[] args) => Caller.Call(Types + method, [descriptor, .. args]);

    /// <summary>Calls a method of the granted directory.</summary>
    public Value At(string method, params Value[] args) => On(Root, method, args);

    /// <summary>The error of a method whose last parameters are paths.</summary>
    public FileError Try(string method, params string[] paths) =>
        At(method, [.. paths.Select(Value.From)]).FileError();

    public Value Open(string path, ulong flags = Read, ulong open = 0, bool follow = true) =>
        At("open-at", Value.Flags(follow ? 1ul : 0), Value.From(path), Value.Flags(open), Value.Flags(flags));

    public FileError TryOpen(string path, ulong flags = Read, ulong open = 0, bool follow = true)
    {
        Value opened = Open(path, flags, open, follow);
        if (opened.IsOk)
        {
            opened.Payload.AsObject<HostResource>().Release();
        }

        return opened.FileError();
    }

    public Value Stat(string path, bool follow = true) => At("stat-at", Value.Flags(follow ? 1ul : 0), Value.From(path));

    public FileError Link(string from, string to, bool follow = false) =>
        At("link-at", Value.Flags(follow ? 1ul : 0), Value.From(from), Root, Value.From(to)).FileError();

    public FileError Rename(string from, string to) => At("rename-at", Value.From(from), Root, Value.From(to)).FileError();

    public string Text(Value descriptor) =>
        Encoding.UTF8.GetString(On(descriptor, "read", Value.From(1_000ul), Value.From(0ul)).Ok()[0].AsBytes);

    /// <summary>Names, each with its kind, as a guest lists them.</summary>
    public string List(Value descriptor)
    {
        Value stream = On(descriptor, "read-directory").Ok();
        var names = new List<string>();
        while (true)
        {
            Value entry = Caller.Call("wasi:filesystem/types#[method]directory-entry-stream.read-directory-entry", stream);
            if (!entry.IsOk)
            {
                names.Add("error " + entry.FileError());
            }
            else if (entry.Payload.IsSome)
            {
                names.Add($"{entry.Payload.Payload[1].AsString}:{(NodeType)entry.Payload.Payload[0].CaseIndex}");
            }
            else
            {
                return string.Join(' ', names);
            }
        }
    }

    /// <summary>A path inside, for the host.</summary>
    public string Host(string path) => System.IO.Path.Combine(Inside, path);

    /// <summary>Runs a program of the host.</summary>
    public static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
