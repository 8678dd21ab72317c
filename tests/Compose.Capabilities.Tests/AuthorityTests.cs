using Compose.Capabilities.Files;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>Authority belongs to one instance of the plan, and to the handles that were made under it.</summary>
public sealed class AuthorityTests
{
    private static CapabilityName Name(string text)
    {
        Assert.True(CapabilityName.TryParse(text, out CapabilityName name));
        return name;
    }

    [Theory]
    [InlineData("wasi:cli/stdout@0.2.0", true)]
    [InlineData("wasi:cli/stdout@0.2.9", true)]
    [InlineData("wasi:cli/stdout@0.2.12", true)]
    [InlineData("wasi:cli/stdout@0.2.99", true)]
    [InlineData("wasi:cli/stdout", true)]
    [InlineData("wasi:cli/stdout@0.3.0", false)]
    [InlineData("wasi:cli/stdout@0.2", false)]
    [InlineData("wasi:cli/stdout@0.2.", false)]
    [InlineData("wasi:cli/stdout@0.20.0", false)]
    [InlineData("wasi:cli/stdout@1.2.0", false)]
    [InlineData("wasi:cli/stdout@0.2.0-rc-2023-11-10", false)]
    [InlineData("wasi:cli/stdout@0.2.12+app.inner", false)]
    [InlineData("wasi:cli/unheard@0.2.0", false)]
    [InlineData("demo:app/filter@1.0.0", false)]
    [InlineData("wasi:config/store@0.2.0-rc.1", true)]
    [InlineData("wasi:config/store@0.3.0", false)]
    public void Import_OfTheTrack_IsAnswered(string import, bool isThere)
    {
        NodeCapabilities node = new HostWorld(new HostServices()).Node(new NodeAuthority(InstancePath.Root));
        Assert.Equal(isThere, new ComponentImports(node).Resolve(new ImportRequest(import)) is not null);
    }

    [Fact]
    public void Import_OfAnotherVersion_IsTheSameInstance()
    {
        NodeCapabilities node = new HostWorld(new HostServices()).Node(new NodeAuthority(InstancePath.Root));
        Assert.Same(node.Resolve(Name("wasi:io/streams@0.2.0")), node.Resolve(Name("wasi:io/streams@0.2.12")));
    }

    [Fact]
    public void Imports_OfAnArtifact_GoByItsTableAndNeverByTheName()
    {
        var world = new HostWorld(new HostServices());
        NodeCapabilities inner = world.Node(new NodeAuthority(new InstancePath("app/inner")) { Arguments = ["inner"] });
        NodeCapabilities outer = world.Node(new NodeAuthority(new InstancePath("app/outer")) { Arguments = ["outer"] });
        var imports = new CompositionImports(world, new Dictionary<string, CompositionImport>
        {
            ["compose:n-app-xs-inner/wasi-xc-cli-xs-environment@0.2.12"] = new(Name("wasi:cli/environment@0.2.12"), inner),
            ["compose:n-app-xs-outer/wasi-xc-cli-xs-environment@0.2.12"] = new(Name("wasi:cli/environment@0.2.12"), outer),
            ["wasi:io/streams@0.2.12"] = new(Name("wasi:io/streams@0.2.12"), null),
        });
        Assert.Equal("inner", Argument(imports.Resolve(new ImportRequest("compose:n-app-xs-inner/wasi-xc-cli-xs-environment@0.2.12"))));
        Assert.Equal("outer", Argument(imports.Resolve(new ImportRequest("compose:n-app-xs-outer/wasi-xc-cli-xs-environment@0.2.12"))));
        Assert.NotNull(imports.Resolve(new ImportRequest("wasi:io/streams@0.2.12")));
        Assert.NotNull(imports.Resolve(new ImportRequest("wasi:filesystem/types@0.2.12")));
        Assert.Null(imports.Resolve(new ImportRequest("wasi:cli/environment@0.2.12")));
        Assert.Null(imports.Resolve(new ImportRequest("compose:n-app-xs-forged/wasi-xc-cli-xs-environment@0.2.12")));
        Assert.Null(imports.Resolve(new ImportRequest("wasi:random/random@0.2.12")));
    }

    [Fact]
    public void Types_AreOneForAllInstances()
    {
        var world = new HostWorld(new HostServices());
        NodeCapabilities one = world.Node(new NodeAuthority(new InstancePath("one")));
        NodeCapabilities two = world.Node(new NodeAuthority(new InstancePath("two")));
        foreach ((string defines, string uses, string resource) in new[]
        {
            ("wasi:io/streams", "wasi:cli/stdout", "output-stream"),
            ("wasi:io/streams", "wasi:filesystem/types", "input-stream"),
            ("wasi:io/poll", "wasi:clocks/monotonic-clock", "pollable"),
            ("wasi:filesystem/types", "wasi:filesystem/preopens", "descriptor"),
            ("wasi:http/types", "wasi:http/outgoing-handler", "outgoing-request"),
            ("wasi:sockets/network", "wasi:sockets/ip-name-lookup", "network"),
            ("wasi:sockets/tcp", "wasi:sockets/tcp-create-socket", "tcp-socket"),
        })
        {
            Assert.True(one.Resolve(Name(defines))!.TryGetResource(resource, out HostResourceType? first));
            Assert.True(two.Resolve(Name(uses))!.TryGetResource(resource, out HostResourceType? second));
            Assert.Same(first, second);
        }
    }

    [Fact]
    public void Handle_PassedOn_KeepsTheAuthorityItWasMadeUnder()
    {
        var sink = new MemorySink();
        var world = new HostWorld(new HostServices { Stdout = sink });
        NodeCapabilities maker = world.Node(new NodeAuthority(new InstancePath("maker")) { Stdout = true, Limits = new NodeLimits { OutputBytes = 5 } });
        NodeCapabilities holder = world.Node(new NodeAuthority(new InstancePath("holder")));
        Value stream = Call(maker, "wasi:cli/stdout", "get-stdout");

        // The holder was granted nothing; it writes on the maker's authority and budget.
        Call(holder, "wasi:io/streams", "[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[5])).Ok();
        Assert.Equal((5L, 0L), (maker.Session.OutputBytes, holder.Session.OutputBytes));
        var ended = Assert.Throws<GuestTrapException>(() =>
            Call(holder, "wasi:io/streams", "[method]output-stream.blocking-write-and-flush", stream, Value.From(new byte[1])));
        Assert.Contains("maker", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directories_OfTwoInstances_AreMergedByNobody()
    {
        var one = new MemoryTree(new FixedWallClock());
        var two = new MemoryTree(new FixedWallClock());
        using (IDirectory root = one.Open())
        {
            Assert.Equal(FileError.None, root.CreateDirectory("only-here"));
        }

        var world = new HostWorld(new HostServices { Files = new Trees(new() { ["/one"] = one, ["/two"] = two }) });
        NodeCapabilities first = world.Node(new NodeAuthority(new InstancePath("one")) { Preopens = [new PreopenGrant("/one", "/")] });
        NodeCapabilities second = world.Node(new NodeAuthority(new InstancePath("two")) { Preopens = [new PreopenGrant("/two", "/")] });
        Value a = Call(first, "wasi:filesystem/preopens", "get-directories")[0][0];
        Value b = Call(second, "wasi:filesystem/preopens", "get-directories")[0][0];
        Assert.True(Call(first, "wasi:filesystem/types", "[method]descriptor.stat-at", a, Value.Flags(0), Value.From("only-here")).IsOk);
        Assert.Equal(
            FileError.NoEntry,
            Call(second, "wasi:filesystem/types", "[method]descriptor.stat-at", b, Value.Flags(0), Value.From("only-here")).FileError());
        Assert.Equal(
            FileError.CrossDevice,
            Call(first, "wasi:filesystem/types", "[method]descriptor.rename-at", a, Value.From("only-here"), b, Value.From("x")).FileError());
        Assert.False(Call(first, "wasi:filesystem/types", "[method]descriptor.is-same-object", a, b).AsBool);
    }

    [Theory]
    [InlineData("wasi:sockets/tcp-create-socket", "create-tcp-socket")]
    [InlineData("wasi:sockets/udp-create-socket", "create-udp-socket")]
    public void Sockets_Denied_AreAccessDenied(string track, string function) =>
        Assert.Equal(1, new Caller().Call($"{track}#{function}", Value.Case(0)).Err());

    [Fact]
    public void Names_Denied_AreAccessDenied()
    {
        var caller = new Caller();
        Value network = caller.Call("wasi:sockets/instance-network#instance-network");
        Assert.Equal(1, caller.Call("wasi:sockets/ip-name-lookup#resolve-addresses", network, Value.From("example.com")).Err());
    }

    private static string Argument(HostInstance? instance)
    {
        Assert.NotNull(instance);
        Assert.True(instance.TryGetFunction("get-arguments", out HostBody? body));
        return body(new HostCall(new HostEdge(instance.Caller!.Value, instance.Name, "get-arguments"), default), []).Value[0].AsString;
    }

    private static Value Call(NodeCapabilities node, string track, string function, params Value[] args)
    {
        Assert.True(node.Resolve(Name(track))!.TryGetFunction(function, out HostBody? body));
        HostOutcome outcome = body(new HostCall(new HostEdge(node.Session.Node, track, function), default), args);
        Assert.False(outcome.IsPending);
        return outcome.Value;
    }

    private sealed class Trees(Dictionary<string, MemoryTree> trees) : IFileTrees
    {
        public FileError OpenRoot(string hostPath, out IDirectory? root)
        {
            root = trees.TryGetValue(hostPath, out MemoryTree? tree) ? tree.Open() : null;
            return root is null ? FileError.NoEntry : FileError.None;
        }
    }
}
