using System.Diagnostics;
using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Store;
using Microsoft.AspNetCore.Http;

namespace Compose.Distribution.Tests;

/// <summary>Components by address: fetched, locked, vendored, refused.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ContentStore _store;

    public SourceTests() => _store = new ContentStore(Path.Combine(_folder, "store"));

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string PlanFile => Path.Combine(_folder, "plan.yaml");

    public void Dispose()
    {
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("parts/a.wasm", SourceKind.Path, "parts/a.wasm")]
    [InlineData("/abs/a.wasm", SourceKind.Path, "/abs/a.wasm")]
    [InlineData("C:\\a.wasm", SourceKind.Path, "C:\\a.wasm")]
    [InlineData("file:parts/a.wasm", SourceKind.Path, "parts/a.wasm")]
    [InlineData("file:///abs/a%20b.wasm", SourceKind.Path, "/abs/a b.wasm")]
    [InlineData("https://example.com/a.wasm", SourceKind.Http, null)]
    [InlineData("oci://ghcr.io/acme/a:1", SourceKind.Oci, null)]
    [InlineData("git:https://github.com/acme/a.git#v1.0.0", SourceKind.Git, null)]
    [InlineData("git:ssh://git@example.com/acme/a#v1.0.0:dist/a.wasm", SourceKind.Git, null)]
    public void Source_OfEveryKind_IsRead(string text, SourceKind kind, string? path)
    {
        Assert.True(SourceAddress.TryParse(text, out SourceAddress? source, out _));
        Assert.Equal((kind, path ?? text), (source.Kind, source.Path));
        Assert.Equal(kind != SourceKind.Path, SourceAddress.IsRemote(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://example.com/a")]
    [InlineData("ipfs:abc")]
    [InlineData("https://user:pw@example.com/a")]
    [InlineData("https://example.com/a#x")]
    [InlineData("oci:ghcr.io/a")]
    [InlineData("file://host/a")]
    [InlineData("file:")]
    [InlineData("git:https://example.com/a")]
    [InlineData("git:https://example.com/a#--upload-pack=x")]
    [InlineData("git:https://example.com/a#v1:../x")]
    [InlineData("git:https://example.com/a#v1:.git/config")]
    [InlineData("git:ext::sh -c id#v1")]
    [InlineData("git:-x#v1")]
    [InlineData("git:https://user:pw@example.com/a#v1")]
    public void Source_ThatIsNone_IsRefused(string text) => Assert.False(SourceAddress.TryParse(text, out _, out _));

    [Fact]
    public async Task Oci_Locked_StaysWhatItWasWhenItsTagMoves()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PushAsync(registry, Fixtures.Greeter());
        WritePlan($"oci://{registry.Host}/acme/greeter:1");
        using Fetcher fetcher = Open();
        PlanLock first = Lock(fetcher);
        LockedSource locked = Assert.Single(first.Sources).Value;
        Assert.Equal(Digest.Of(Fixtures.Greeter()), locked.Digest);
        Assert.NotNull(locked.Manifest);
        Assert.Equal(PlanLock.Read(first.Encode(), null).Sources, first.Sources);

        byte[] newer = [.. Fixtures.Greeter(), 0, 2, 1, (byte)'x'];
        await PushAsync(registry, newer);
        Directory.Delete(_store.Root, recursive: true);
        ValidationReport report = Validate(fetcher);
        Assert.Empty(report.Errors);
        Assert.Empty(report.Warnings);
        Assert.Equal(locked.Digest, Assert.Single(report.Plan!.Components).Digest);

        (PlanLock renewed, IReadOnlyList<LockChange> changes) = PlanLocker.Lock(PlanReader.ReadFile(PlanFile), fetcher.Remote, _ => true);
        Assert.Equal("updated", Assert.Single(changes).Word);
        Assert.Equal(Digest.Of(newer), Assert.Single(renewed.Sources).Value.Digest);
    }

    [Fact]
    public async Task Fetched_Component_IsRefusedByTheGateForLocalFiles()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PushAsync(registry, Fixtures.Greeter());
        WritePlan($"oci://{registry.Host}/acme/greeter:1");
        using Fetcher fetcher = Open();
        Lock(fetcher);
        ComposeException refused = Assert.Throws<ComposeException>(() => PlanTrust.Require(Validate(fetcher).Require(), LocalTrustGate.Instance, _store, []));
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, refused.Error.Code);
    }

    [Fact]
    public async Task Unlocked_IsAWarning_AndAnErrorWhereLocksAreRequired()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PushAsync(registry, Fixtures.Greeter());
        WritePlan($"oci://{registry.Host}/acme/greeter:1");
        using Fetcher fetcher = Open();
        Assert.Equal(ErrorCodes.Plan.NotLocked, Assert.Single(Validate(fetcher).Warnings).Code);
        Assert.Equal(ErrorCodes.Plan.NotLocked, Assert.Single(Validate(fetcher, requiresLock: true).Errors).Code);
        Lock(fetcher);
        Assert.Empty(Validate(fetcher, requiresLock: true).Errors);
    }

    [Fact]
    public async Task Lock_ThatDisagrees_IsAnError()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PushAsync(registry, Fixtures.Greeter());
        string address = $"oci://{registry.Host}/acme/greeter:1";
        WritePlan(address);
        using Fetcher fetcher = Open();
        Lock(fetcher);
        File.WriteAllText(PlanFile, $"compose: 2\ncomponents:\n  greeter: {{source: '{address}', digest: 'sha256:{new string('1', 64)}'}}\n");
        Assert.Equal(ErrorCodes.Plan.LockMismatch, Validate(fetcher).Errors[0].Code);

        // The lock file names other bytes than the registry has.
        WritePlan(address);
        File.WriteAllBytes(PlanLock.PathFor(PlanFile), new PlanLock { Sources = new Dictionary<string, LockedSource> { [address] = new(Digest.Of("x"u8), 1) } }.Encode());
        Assert.Equal(ErrorCodes.Source.DigestMismatch, Validate(fetcher).Errors[0].Code);

        // It names what the plan does not.
        File.WriteAllText(PlanFile, $"compose: 2\ncomponents:\n  greeter: '{Fixtures.Example("hello/greeter.wasm")}'\n");
        Assert.Empty(Validate(fetcher).Errors);
        Assert.Equal(ErrorCodes.Plan.LockMismatch, Assert.Single(Validate(fetcher, requiresLock: true).Errors).Code);
        (PlanLock renewed, IReadOnlyList<LockChange> changes) = PlanLocker.Lock(PlanReader.ReadFile(PlanFile), fetcher.Remote, _ => false);
        Assert.Equal("removed", Assert.Single(changes).Word);
        Assert.Empty(renewed.Sources);
    }

    [Fact]
    public async Task Vendor_ThenNoNetworkAndNoStore_IsEnough()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        await PushAsync(registry, Fixtures.Greeter());
        WritePlan($"oci://{registry.Host}/acme/greeter:1");
        using (Fetcher fetcher = Open())
        {
            PlanLock locked = Lock(fetcher);
            Assert.Equal(1, PlanLocker.Vendor(PlanReader.ReadFile(PlanFile), locked, fetcher.Remote, Path.Combine(_folder, "vendor"), new Trust.StoredEvidence(_store)));
            File.WriteAllBytes(PlanLock.PathFor(PlanFile), (locked with { Vendor = "vendor" }).Encode());
        }

        ValidationReport report = PlanValidator.Validate(PlanReader.ReadFile(PlanFile));
        Assert.Empty(report.Errors);
        Assert.Equal(Digest.Of(Fixtures.Greeter()), Assert.Single(report.Plan!.Components).Digest);
        Assert.Equal(TrustOrigin.Fetched, Assert.Single(PlanTrust.Subjects(report.Plan, null)).Origin);
        var layout = new ImageLayout(Path.Combine(_folder, "vendor"));
        Assert.Equal(["greeter"], await layout.TagsAsync(Now));
        Assert.Single((await ArtifactPuller.PullAsync(layout, "greeter", true, Now)).Signatures);

        // Damaged vendored bytes are not used.
        string blob = Path.Combine(_folder, "vendor", "blobs", "sha256", Digest.Of(Fixtures.Greeter()).Hex);
        File.WriteAllBytes(blob, [.. File.ReadAllBytes(blob), 0]);
        Assert.Equal(ErrorCodes.Blob.NotFound, PlanValidator.Validate(PlanReader.ReadFile(PlanFile)).Errors[0].Code);
    }

    [Fact]
    public async Task Http_WithAndWithoutDigest_IsFetchedOnce()
    {
        await using RegistryStandIn server = await RegistryStandIn.StartAsync();
        server.Instead = async context =>
        {
            await context.Response.Body.WriteAsync(Fixtures.Greeter());
            return true;
        };
        WritePlan($"http://{server.Host}/greeter.wasm");
        using Fetcher fetcher = Open();
        Lock(fetcher);
        Assert.Empty(Validate(fetcher).Errors);
        Assert.Single(server.Requests);
        Assert.Equal($"http://{server.Host}/greeter.wasm", _store.FetchedFrom(Digest.Of(Fixtures.Greeter())));
        server.Instead = context =>
        {
            context.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        ComposeException refused = Assert.Throws<ComposeException>(() => PlanLocker.Lock(PlanReader.ReadFile(PlanFile), fetcher.Remote, _ => true));
        Assert.Equal(ErrorCodes.Source.NotFound, refused.Error.Code);
    }

    [Theory]
    [InlineData("http://example.com/a.wasm", "Source.Insecure")]
    [InlineData("git:http://example.com/a#v1", "Source.Insecure")]
    public void PlainHttp_ToAnotherHost_IsRefused(string source, string code)
    {
        WritePlan(source);
        using Fetcher fetcher = Open();
        Assert.Equal(code, Assert.Throws<ComposeException>(() => Lock(fetcher)).Error.Code.Name);
    }

    [Fact]
    public void Git_FileAtATag_IsFetchedAndLockedWithItsCommit()
    {
        string repository = Repository();
        WritePlan($"git:file://{repository}#v1.0.0:dist/greeter.wasm");
        using Fetcher fetcher = Open();
        LockedSource locked = Assert.Single(Lock(fetcher).Sources).Value;
        Assert.Equal(Digest.Of(Fixtures.Greeter()), locked.Digest);
        Assert.Matches("^[0-9a-f]{40}$", locked.Commit);
        WritePlan($"git:file://{repository}#v1.0.0");
        File.Delete(PlanLock.PathFor(PlanFile));
        Assert.Equal(locked, Assert.Single(Lock(fetcher).Sources).Value);
    }

    [Theory]
    [InlineData("#v9", "Source.GitFailed")]
    [InlineData("#v1.0.0:none.wasm", "Source.NotFound")]
    [InlineData("#v1.0.0:dist", "Source.NotFound")]
    [InlineData("#v1.0.0:dist/greeter.wasm/x", "Source.NotFound")]
    [InlineData("#main", "Source.GitFailed")]
    public void Git_WhatIsNotThere_IsSaid(string what, string code)
    {
        string repository = Repository();
        WritePlan($"git:file://{repository}{what}");
        using Fetcher fetcher = Open();
        Assert.Equal(code, Assert.Throws<ComposeException>(() => Lock(fetcher)).Error.Code.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"lock\": 2, \"sources\": {}}")]
    [InlineData("{\"lock\": 1}")]
    [InlineData("{\"lock\": 1, \"sources\": []}")]
    [InlineData("{\"lock\": 1, \"sources\": {\"oci://a.b/c\": {}}}")]
    [InlineData("{\"lock\": 1, \"sources\": {\"oci://a.b/c\": {\"digest\": \"md5:1\", \"size\": 1}}}")]
    [InlineData("{\"lock\": 1, \"sources\": {\"oci://a.b/c\": {\"digest\": \"sha256:1111111111111111111111111111111111111111111111111111111111111111\", \"size\": -1}}}")]
    [InlineData("{\"lock\": 1, \"sources\": {}, \"vendor\": \"\"}")]
    [InlineData("{\"lock\": 1, \"sources\": {}, \"more\": 1}")]
    public void LockFile_WithAFault_IsRefused(string text)
    {
        ComposeException refused = Assert.Throws<ComposeException>(() => PlanLock.Read(Encoding.UTF8.GetBytes(text), "plan.lock"));
        Assert.All(refused.Errors, error => Assert.Equal(ErrorCodes.Plan.InvalidLock, error.Code));
    }

    [Fact]
    public void LockFile_InAnyOrder_IsWrittenOneWay()
    {
        var one = new LockedSource(Digest.Of("1"u8), 1) { Manifest = Digest.Of("m"u8) };
        var two = new LockedSource(Digest.Of("2"u8), 2) { Commit = new string('a', 40) };
        var forth = new PlanLock { Sources = new Dictionary<string, LockedSource> { ["b"] = one, ["a"] = two }, Vendor = "vendor" };
        var back = new PlanLock { Sources = new Dictionary<string, LockedSource> { ["a"] = two, ["b"] = one }, Vendor = "vendor" };
        Assert.Equal(forth.Encode(), back.Encode());
        Assert.Equal(forth.Encode(), PlanLock.Read(forth.Encode(), null).Encode());
    }

    private Fetcher Open() => new(_store);

    private PlanLock Lock(Fetcher fetcher)
    {
        (PlanLock locked, _) = PlanLocker.Lock(PlanReader.ReadFile(PlanFile), fetcher.Remote, static _ => false);
        File.WriteAllBytes(PlanLock.PathFor(PlanFile), locked.Encode());
        return locked;
    }

    private ValidationReport Validate(Fetcher fetcher, bool requiresLock = false) =>
        PlanValidator.Validate(PlanReader.ReadFile(PlanFile), new ValidationOptions { Blobs = _store, Remote = fetcher.Remote, RequireLock = requiresLock });

    private void WritePlan(string source) => File.WriteAllText(PlanFile, $"compose: 2\ncomponents:\n  greeter: '{source}'\n");

    private static async Task PushAsync(RegistryStandIn registry, byte[] component)
    {
        using OciSession session = Fixtures.Session();
        await ArtifactPusher.PushAsync(session.Open(OciReference.Of(registry.Host, "acme/greeter", null)), ArtifactPacker.Wasm(component, "greeter.wasm", new PackingOptions()), ["1"], ["{}"u8.ToArray()], Now);
    }

    private string Repository()
    {
        string folder = Path.Combine(_folder, "repository");
        Directory.CreateDirectory(Path.Combine(folder, "dist"));
        File.Copy(Fixtures.Example("hello/greeter.wasm"), Path.Combine(folder, "dist", "greeter.wasm"));
        Git(folder, "init", "--quiet", "-b", "main");
        Git(folder, "add", ".");
        Git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "one");
        Git(folder, "tag", "v1.0.0");
        return folder;
    }

    private static void Git(string folder, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("git is absent: apt-get install git");
        }
    }

    private sealed class Fetcher : IDisposable
    {
        private readonly OciSession _session = Fixtures.Session();

        public Fetcher(ContentStore store) => Remote = new RemoteSources(store, _session);

        public RemoteSources Remote { get; }

        public void Dispose()
        {
            Remote.Dispose();
            _session.Dispose();
        }
    }
}
