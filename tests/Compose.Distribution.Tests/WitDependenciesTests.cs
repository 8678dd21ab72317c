using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Packages;
using Compose.Plans;
using Compose.Store;
using Compose.Testing;
using Compose.Wit;
using Compose.Wit.Binary;
using Compose.Wit.Loading;
using Microsoft.AspNetCore.Http;

namespace Compose.Distribution.Tests;

/// <summary>WIT packages from registries, as wkg finds them.</summary>
public sealed class WitDependenciesTests(RealRegistry real) : IClassFixture<RealRegistry>, IDisposable
{
    private const string Base = "package acme:base@0.1.0;\ninterface types { type id = u32; }\n";
    private const string Middle = "package acme:middle@0.2.0;\ninterface api { use acme:base/types@0.1.0.{id}; f: func(x: id); }\n";
    private const string Main = "package acme:main@1.0.0;\nworld w { import acme:middle/api@0.2.0; }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fetch_NamespaceByItsMetadata_GetsAllThatIsNeeded()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PublishAsync(registry.Host, "wit/");
        registry.Instead = context => MetadataAsync(context, $$$"""{"preferredProtocol": "oci", "oci": {"registry": "{{{registry.Host}}}", "namespacePrefix": "wit/"}}""");
        WitFetch fetch = Fetch(Config(registry.Host), null);
        Assert.Equal(["deps/acme-middle-0.2.0/package.wit", "deps/acme-base-0.1.0/package.wit"], fetch.Files.Select(file => file.Name));
        Assert.Equal([("acme:base", "=0.1.0"), ("acme:middle", "=0.2.0")], fetch.Lock.Packages.Select(each => (each.Name, each.Requirement)).Order());
        Write(fetch);
        Assert.Equal("acme:main@1.0.0", WitLoader.Load(_folder) is { } wit ? wit[wit.Main].Name.ToString() : null);
        Assert.Empty(WitNeeds.Missing(WitSources.FromPath(_folder, WitOptions.Default.Limits)));
    }

    [Theory]
    [InlineData("""{"ociRegistry": "HOST", "ociNamespacePrefix": "wit/"}""")]
    [InlineData("""{"oci": {"registry": "HOST", "namespacePrefix": "wit/"}}""")]
    public async Task Metadata_OfBothForms_IsRead(string metadata)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PublishAsync(registry.Host, "wit/");
        registry.Instead = context => MetadataAsync(context, metadata.Replace("HOST", registry.Host, StringComparison.Ordinal));
        Assert.Equal(2, Fetch(Config(registry.Host), null).Fetched.Count);
    }

    [Theory]
    [InlineData("""{"oci": {"registry": "../../evil", "namespacePrefix": ""}}""")]
    [InlineData("""{"oci": {"registry": "a.example", "namespacePrefix": "../"}}""")]
    [InlineData("not json")]
    public async Task Metadata_ThatLeadsElsewhere_IsRefused(string metadata)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Instead = context => MetadataAsync(context, metadata);
        Assert.Equal(ErrorCodes.Source.InvalidAnswer, Assert.Throws<ComposeException>(() => Fetch(Config(registry.Host), null)).Error.Code);
    }

    [Fact]
    public async Task Lock_ThatDisagrees_IsRefused_AndOneThatLacksToo()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PublishAsync(registry.Host, string.Empty);
        WitFetch fetch = Fetch(Config(registry.Host), null);
        var wrong = new WkgLock([.. fetch.Lock.Packages.Select(each => each with { Digest = Digest.Of("x"u8) })]);
        Assert.Equal(ErrorCodes.Source.DigestMismatch, Assert.Throws<ComposeException>(() => Fetch(Config(registry.Host), wrong)).Error.Code);
        Assert.Equal(ErrorCodes.Source.InvalidConfig, Assert.Throws<ComposeException>(() => Fetch(Config(registry.Host), new WkgLock([]), requiresLock: true)).Error.Code);
        Assert.Equal(fetch.Lock.Encode(), Fetch(Config(registry.Host), fetch.Lock, requiresLock: true).Lock.Encode());
    }

    [Fact]
    public async Task Store_WithALock_IsEnoughWithoutTheRegistry()
    {
        var store = new ContentStore(Path.Combine(_folder, "store"));
        WkgLock locked;
        string host;
        await using (RegistryStandIn registry = await RegistryStandIn.StartAsync())
        {
            host = registry.Host;
            await PublishAsync(host, string.Empty);
            locked = Fetch(Config(host), null, store: store).Lock;
        }

        Assert.Equal(2, Fetch(Config(host), locked, store: store).Fetched.Count);
    }

    [Fact]
    public async Task Package_OfAnotherName_IsRefused()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        await ArtifactPusher.PushAsync(session.Open(OciReference.Of(registry.Host, "acme/middle", null)), Packed(Base), ["0.2.0"], [], Now);
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, Assert.Throws<ComposeException>(() => Fetch(Config(registry.Host), null)).Error.Code);
    }

    [Fact]
    public async Task Override_ByPath_StandsForThePackage()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PublishAsync(registry.Host, string.Empty);
        string mine = Path.Combine(_folder, "mine");
        Directory.CreateDirectory(mine);
        File.WriteAllText(Path.Combine(mine, "a.wit"), "package acme:middle@0.2.0;\ninterface api { g: func(); }\n");
        File.WriteAllText(Path.Combine(_folder, "wkg.toml"), "[overrides]\n\"acme:middle\" = { path = \"mine\" }\n");
        WitFetch fetch = Fetch(Config(registry.Host), null);
        Assert.Contains("g: func()", Encoding.UTF8.GetString(Assert.Single(fetch.Files).Bytes.Span), StringComparison.Ordinal);
        Assert.DoesNotContain(registry.Requests, request => request.Contains("middle", StringComparison.Ordinal) && request.StartsWith("GET", StringComparison.Ordinal));
    }

    [Fact]
    public void Config_Precedence_IsPackageThenNamespaceThenDefaultThenBuiltIn()
    {
        WkgConfig config = WkgConfig.Read("default_registry = \"d.example\"\n[namespace_registries]\nacme = \"n.example\"\n[package_registry_overrides]\n\"acme:one\" = { registry = \"p.example\", metadata = { oci = { registry = \"o.example\", namespacePrefix = \"x/\" } } }\n[registry.\"r.example\".oci]\nauth = { username = \"u\", password = \"p\" }\nprotocol = \"http\"\n"u8, "config.toml");
        Assert.Equal(("p.example", new PackageRegistry("p.example", "o.example", "x/")), config.Find("acme:one"));
        Assert.Equal(("n.example", null), config.Find("acme:two"));
        Assert.Equal(("d.example", null), config.Find("wasi:io"));
        Assert.Equal(("wasi.dev", null), WkgConfig.Read(default, null).Find("wasi:io"));
        Assert.Equal("u", config.Credentials(null).Find("r.example")?.User);
        Assert.Equal(["r.example"], config.PlainHttpHosts);
        Assert.Equal(ErrorCodes.Source.InvalidConfig, Assert.Throws<ComposeException>(() => WkgConfig.Read(default, null).Find("acme:one")).Error.Code);
    }

    [Theory]
    [InlineData("a = ")]
    [InlineData("a = 1 2")]
    [InlineData("a = \"x")]
    [InlineData("a = 1\na = 2")]
    [InlineData("[a]\nb = 1\n[[a]]")]
    [InlineData("[a")]
    [InlineData("a = [1, 2")]
    [InlineData("a = {b = 1")]
    [InlineData("a = \"\"\"x\"\"\"")]
    [InlineData("= 1")]
    [InlineData("a = \"\\q\"")]
    [InlineData("a = 1\na.b = 2")]
    public void Toml_WithAFault_NamesItsPlace(string text)
    {
        ComposeException refused = Assert.Throws<ComposeException>(() => WkgConfig.Read(Encoding.UTF8.GetBytes(text), "x.toml"));
        Assert.Equal(ErrorCodes.Source.InvalidConfig, refused.Error.Code);
        Assert.NotNull(refused.Error.Where?.Line);
    }

    [Fact]
    public void Toml_Mutated_NeverCrashes()
    {
        byte[] text = new WkgLock([new LockedPackage("acme:a", "r.example", "=1.0.0", "1.0.0", Digest.Of("a"u8))]).Encode();
        for (int seed = 0; seed < Campaign.Rounds(3000); seed++)
        {
            try
            {
                WkgLock.Read(Mutator.Mutate(text, seed), null);
            }
            catch (ComposeException e)
            {
                Assert.Equal(ErrorCodes.Source.InvalidConfig, e.Error.Code);
            }
        }
    }

    [Fact]
    public void Toml_DeepOrNested_IsBounded() =>
        Assert.Throws<ComposeException>(() => WkgConfig.Read(Encoding.UTF8.GetBytes("a = " + new string('[', 100_000)), null));

    [Fact]
    public async Task Wkg_FetchesTheSame_AndReadsOurLock()
    {
        string host = real.Require(), wkg = RealRegistry.Wkg();
        await PublishAsync(host, "wit/");
        string project = Path.Combine(real.Folder, "project"), wit = Path.Combine(project, "wit"), config = Path.Combine(real.Folder, "wkg-config.toml");
        Directory.CreateDirectory(wit);
        File.WriteAllText(Path.Combine(wit, "main.wit"), Main);
        string mapping = $"acme = {{ registry = \"{host}\", metadata = {{ preferredProtocol = \"oci\", oci = {{ registry = \"{host}\", namespacePrefix = \"wit/\" }} }} }}\n";
        File.WriteAllText(config, $"[namespace_registries]\n{mapping}\n[registry.\"{host}\".oci]\nprotocol = \"http\"\n");
        real.RunIn(project, wkg, "fetch", "--config", config, "--cache", Path.Combine(real.Folder, "cache"), wit);
        var theirs = WkgLock.ReadFile(Path.Combine(project, "wkg.lock"))!;
        using OciSession session = Fixtures.Session();
        WitFetch ours = new WitDependencies(WkgConfig.Read(File.ReadAllBytes(config), config), new WkgManifest(new Dictionary<string, string>()), session, null)
            .Fetch(new WitSources([new WitFile("main.wit", Encoding.UTF8.GetBytes(Main))], []), theirs, requiresLock: false);

        // It locks what the WIT names; we lock what that needs as well.
        Assert.All(theirs.Packages, each => Assert.Contains(ours.Lock.Packages, mine => (mine.Name, mine.Version, mine.Digest) == (each.Name, each.Version, each.Digest)));
        Assert.Equal(["acme:base", "acme:middle"], ours.Lock.Packages.Select(each => each.Name).Order());
        Assert.True(File.Exists(Path.Combine(wit, "deps", "acme-middle-0.2.0", "package.wit")));

        // It goes on from the lock file that we write.
        File.WriteAllBytes(Path.Combine(project, "wkg.lock"), ours.Lock.Encode());
        real.RunIn(project, wkg, "fetch", "--config", config, "--cache", Path.Combine(real.Folder, "cache"), wit);
        Assert.Equal(ours.Lock.Encode(), WkgLock.ReadFile(Path.Combine(project, "wkg.lock"))!.Encode());
    }

    private WitFetch Fetch(WkgConfig config, WkgLock? locked, bool requiresLock = false, ContentStore? store = null)
    {
        File.WriteAllText(Path.Combine(_folder, "main.wit"), Main);
        using OciSession session = Fixtures.Session(policy: Fixtures.Quick with { Retries = 0 });
        return new WitDependencies(config, WkgManifest.ReadFile(Path.Combine(_folder, "wkg.toml")), session, store).Fetch(WitSources.FromPath(_folder, WitOptions.Default.Limits), locked, requiresLock);
    }

    private void Write(WitFetch fetch)
    {
        foreach (WitFile file in fetch.Files)
        {
            string path = Path.Combine(_folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes.ToArray());
        }
    }

    private static WkgConfig Config(string host) => WkgConfig.Read(Encoding.UTF8.GetBytes($"[namespace_registries]\nacme = \"{host}\"\n"), "config.toml");

    private static async Task PublishAsync(string host, string prefix)
    {
        using OciSession session = Fixtures.Session();
        foreach ((string name, string version, string text) in new[] { ("base", "0.1.0", Base), ("middle", "0.2.0", Middle) })
        {
            await ArtifactPusher.PushAsync(session.Open(OciReference.Of(host, $"{prefix}acme/{name}", null)), Packed(text), [version], [], Now);
        }
    }

    private static PackedArtifact Packed(string text)
    {
        IReadOnlyList<WitFile> dependency = text == Middle ? [new WitFile("base.wit", Encoding.UTF8.GetBytes(Base))] : [];
        ResolvedWit wit = WitLoader.Load(new WitSources([new WitFile("x.wit", Encoding.UTF8.GetBytes(text))], dependency.Count > 0 ? [dependency] : []));
        return ArtifactPacker.Wasm(WitEncoder.Encode(wit, wit.Main), "x.wasm", new PackingOptions());
    }

    private static async Task<bool> MetadataAsync(HttpContext context, string text)
    {
        if (context.Request.Path != "/.well-known/wasm-pkg/registry.json")
        {
            return false;
        }

        await context.Response.WriteAsync(text);
        return true;
    }
}
