using System.Text;
using System.Text.Json;
using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;
using Compose.Testing;

namespace Compose.Capabilities.Tests;

/// <summary>Commands of other people's compilers, each a bare component, run to their recorded output.</summary>
public sealed class GuestTests
{
    private static readonly Dictionary<(string Engine, string Component), ComponentImage> s_images = [];

    public static TheoryData<string, string> Cases => TestEngines.With(
        "c-command-2", "c-command-8", "c-command-x", "go-command", "go-command-missing", "fetch-denied", "files",
        "files-denied", "hostile-abort", "hostile-dive", "hostile-environment", "hostile-environment-granted", "hostile-exit",
        "hostile-files", "hostile-hog", "hostile-log", "hostile-network", "hostile-trap", "net-denied");

    public static TheoryData<string> AllEngines => TestEngines.All;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guest_OfTheCase_PrintsWhatWasRecorded(string engine, string name)
    {
        string folder = SharedData.Require("guests/cases/" + name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        JsonElement description = document.RootElement;
        string scratch = Directory.CreateTempSubdirectory("compose-guest-").FullName;
        try
        {
            Copy(folder, scratch);
            if (description.TryGetProperty("links", out JsonElement links))
            {
                foreach (JsonProperty link in links.EnumerateObject())
                {
                    File.CreateSymbolicLink(Path.Combine(scratch, link.Name), link.Value.GetString()!);
                }
            }

            Outcome outcome = Run(engine, AuthorityOf(description, scratch), description.GetProperty("component").GetString()!, Input(scratch));
            Assert.Equal(File.ReadAllText(Path.Combine(folder, "stdout.txt")), outcome.Output);
            if (description.TryGetProperty("traps", out _))
            {
                Assert.True(outcome.Code is null or not 0);
                return;
            }

            if (!description.TryGetProperty("stderr", out _))
            {
                Assert.Equal(File.ReadAllText(Path.Combine(folder, "stderr.txt")), outcome.Error);
            }

            Assert.Equal(int.Parse(File.ReadAllText(Path.Combine(folder, "exit-code.txt"))), outcome.Code ?? 134);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_ThatFloods_EndsAtItsLimit(string engine)
    {
        Outcome outcome = Run(
            engine,
            NodeAuthority.Command(InstancePath.Root, ["hostile", "flood"]) with { Limits = new NodeLimits { OutputBytes = 1_000_000 } },
            "hostile.wasm",
            default);
        Assert.Equal(ErrorCodes.Exec.ResourceExhausted, outcome.Trap);
        Assert.InRange(outcome.Output.Length, 990_000, 1_000_000);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_ThatHoardsHandles_IsToldAtItsLimit(string engine)
    {
        using var folder = new TestFolder();
        Outcome outcome = Run(
            engine,
            NodeAuthority.Command(InstancePath.Root, ["hostile", "handles"]) with
            {
                Preopens = [new PreopenGrant(folder.Inside, ".")],
                Limits = new NodeLimits { OpenFiles = 100 },
            },
            "hostile.wasm",
            default);
        Assert.Equal("stopped at 99: QuotaExceeded\n", outcome.Output);
        Assert.Equal(0, outcome.Code);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_ThatFetches_IsRefused(string engine)
    {
        Outcome outcome = Run(
            engine,
            NodeAuthority.Command(InstancePath.Root, ["fetcher", "GET", "127.0.0.1:9", "/"]) with { TrapsOnDeniedHttp = false },
            "fetcher.wasm",
            default);
        Assert.Equal("refused: ErrorCode::HttpRequestDenied\n", outcome.Output);
        Assert.Equal(1, outcome.Code);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Guest_WhoseInterfaceIsWithheld_DoesNotLink(string engine)
    {
        NodeAuthority authority = NodeAuthority.Command(InstancePath.Root, ["fetcher", "GET", "127.0.0.1:9", "/"]) with
        {
            Withheld = new HashSet<string> { "wasi:http/outgoing-handler" },
        };
        var refused = Assert.Throws<ComposeException>(() => Run(engine, authority, "fetcher.wasm", default));
        Assert.Equal(ErrorCodes.Exec.LinkFailed, refused.Error.Code);
    }

    private static NodeAuthority AuthorityOf(JsonElement description, string scratch)
    {
        var arguments = new List<string> { "component" };
        if (description.TryGetProperty("args", out JsonElement args))
        {
            arguments.AddRange(args.EnumerateArray().Select(a => a.GetString()!));
        }

        NodeAuthority authority = NodeAuthority.Command(InstancePath.Root, arguments);
        if (description.TryGetProperty("env", out JsonElement env))
        {
            authority = authority with { Environment = [.. env.EnumerateObject().Select(e => KeyValuePair.Create(e.Name, e.Value.GetString()!))] };
        }

        if (description.TryGetProperty("dirs", out JsonElement dirs))
        {
            authority = authority with
            {
                Preopens = [.. dirs.EnumerateObject().Select(d => new PreopenGrant(Path.Combine(scratch, d.Value.GetString()!), d.Name))],
            };
        }

        return authority;
    }

    private static byte[] Input(string folder)
    {
        string path = Path.Combine(folder, "stdin.txt");
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }

    private static Outcome Run(string engine, NodeAuthority authority, string component, byte[]? input)
    {
        var stdout = new MemorySink();
        var stderr = new MemorySink();
        var world = new HostWorld(HostServices.System(new MemorySource(input), stdout, stderr, HostFolders.Instance));
        NodeCapabilities node = world.Node(authority);
        int? code = null;
        ErrorCode? trap = null;
        using (var store = new ComponentStore(TestEngines.Of(engine), new ComponentStoreOptions { MaxMemoryBytes = 256 << 20, Timeout = TimeSpan.FromSeconds(60) }))
        {
            try
            {
                ComponentInstance instance = Image(engine, component).Instantiate(store, new ComponentImports(node));
                code = instance.GetFunction("wasi:cli/run#run").Call().IsOk ? 0 : 1;
            }
            catch (GuestExitException exit)
            {
                code = exit.Code;
            }
            catch (GuestTrapException failure)
            {
                trap = failure.Error.Code;
            }
        }

        Assert.Equal((0, 0), (node.Session.OpenFiles, node.Session.Handles));
        return new Outcome(Encoding.UTF8.GetString(stdout.ToArray()), Encoding.UTF8.GetString(stderr.ToArray()), code, trap);
    }

    private static ComponentImage Image(string engine, string component)
    {
        lock (s_images)
        {
            if (!s_images.TryGetValue((engine, component), out ComponentImage? image))
            {
                image = ComponentImage.Compile(TestEngines.Of(engine), File.ReadAllBytes(SharedData.Require("guests/" + component)));
                s_images.Add((engine, component), image);
            }

            return image;
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (string directory in Directory.GetDirectories(from))
        {
            Copy(directory, Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(directory))).FullName);
        }

        foreach (string file in Directory.GetFiles(from))
        {
            // Written anew: the shared data may be read-only.
            File.WriteAllBytes(Path.Combine(to, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }

    private sealed record Outcome(string Output, string Error, int? Code, ErrorCode? Trap);
}
