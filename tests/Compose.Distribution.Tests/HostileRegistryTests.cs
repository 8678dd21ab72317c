using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Microsoft.AspNetCore.Http;

namespace Compose.Distribution.Tests;

/// <summary>Registries that lie, hang, flood, lead astray and break off.</summary>
public sealed class HostileRegistryTests
{
    private static readonly Digest s_greeter = Digest.Of(Fixtures.Greeter());

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blob_OtherBytes_AreRefused()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Blobs[$"a@{s_greeter}"][500] ^= 1;
        ComposeError error = await PullFailsAsync(registry);
        Assert.Equal(ErrorCodes.Source.DigestMismatch, error.Code);
        Assert.Equal(s_greeter.ToString(), error.Context!["expected"]);
    }

    [Fact]
    public async Task Blob_OtherLengthThanAnnounced_IsRefused()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Blobs[$"a@{s_greeter}"] = [.. Fixtures.Greeter(), 0];
        Assert.Equal(ErrorCodes.Source.LimitExceeded, (await PullFailsAsync(registry)).Code);
        registry.Blobs[$"a@{s_greeter}"] = Fixtures.Greeter()[..^1];
        Assert.Equal(ErrorCodes.Source.DigestMismatch, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Manifest_OtherBytesThanItsDigest_AreRefused()
    {
        await using RegistryStandIn registry = await PushedAsync();
        var digest = Digest.Of("something else"u8);
        registry.Manifests[$"a:{digest}"] = registry.Manifests["a:1"];
        using OciSession session = Fixtures.Session();
        ComposeError error = await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), digest.ToString(), false, Now));
        Assert.Equal(ErrorCodes.Source.DigestMismatch, error.Code);
    }

    [Theory]
    [InlineData("manifests")]
    [InlineData("blobs")]
    [InlineData("referrers")]
    public async Task Body_WithoutEnd_StopsAtTheLimit(string kind)
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.HasReferrers = true;
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains($"/{kind}/", StringComparison.Ordinal))
            {
                return false;
            }

            var junk = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(junk);
            }

            return true;
        };
        Assert.Equal(ErrorCodes.Source.LimitExceeded, (await PullFailsAsync(registry, Fixtures.Quick with { MaxBytes = 1 << 20 })).Code);
    }

    [Fact]
    public async Task Body_ThatAnnouncesMoreThanTheLimit_IsNotRead()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context =>
        {
            if (context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal))
            {
                context.Response.ContentLength = 1L << 40;
                return context.Response.Body.FlushAsync().ContinueWith(_ => true, TaskScheduler.Default);
            }

            return Task.FromResult(false);
        };
        Assert.Equal(ErrorCodes.Source.LimitExceeded, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Body_ThatStops_IsGivenUp()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                return false;
            }

            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        Assert.Equal(ErrorCodes.Source.Unreachable, (await PullFailsAsync(registry, Fixtures.Quick with { IdleTimeout = TimeSpan.FromMilliseconds(200), Retries = 1 })).Code);
    }

    [Fact]
    public async Task Body_BrokenOff_IsResumedWhereItBroke()
    {
        await using RegistryStandIn registry = await PushedAsync();
        int breaks = 0;
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal) || breaks++ > 0)
            {
                return false;
            }

            context.Response.ContentLength = Fixtures.Greeter().Length;
            await context.Response.Body.WriteAsync(Fixtures.Greeter().AsMemory(0, 10_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(50);
            context.Abort();
            return true;
        };
        using OciSession session = Fixtures.Session();
        PulledArtifact pulled = await ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), "1", false, Now);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Server_ThatFailsForAWhile_IsAskedAgain(int status)
    {
        await using RegistryStandIn registry = await PushedAsync();
        int failures = 0;
        registry.Instead = context => failures++ < 3 ? Fail(context, status) : Task.FromResult(false);
        using OciSession session = Fixtures.Session();
        await ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), "1", false, Now);
        Assert.True(failures > 3);
    }

    [Fact]
    public async Task Server_ThatFailsForEver_IsGivenUp()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context => Fail(context, 502);
        Assert.Equal(ErrorCodes.Source.Unreachable, (await PullFailsAsync(registry)).Code);
        Assert.Equal(Fixtures.Quick.Retries + 1, registry.Requests.Count(request => request.Contains("/manifests/", StringComparison.Ordinal) && request.StartsWith("GET", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Redirect_InACircle_IsRefused()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context => LeadAsync(context, context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal), context.Request.Path.Value!);
        Assert.Equal(ErrorCodes.Source.RedirectRefused, (await PullFailsAsync(registry)).Code);
        Assert.Equal(Fixtures.Quick.MaxRedirects + 1, registry.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Redirect_ToAnotherServer_GetsNoCredentials()
    {
        await using RegistryStandIn registry = await PushedAsync(), other = await RegistryStandIn.StartAsync();
        registry.Login = "basic";
        other.Blobs[$"a@{s_greeter}"] = Fixtures.Greeter();
        registry.Instead = context => LeadAsync(context, context.Request.Path.Value!.Contains($"/blobs/{s_greeter}", StringComparison.Ordinal), $"http://{other.Host}{context.Request.Path}");
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        PulledArtifact pulled = await ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), "1", false, Now);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());
        Assert.Equal([string.Empty], other.Authorizations.Distinct());
    }

    [Theory]
    [InlineData("http://example.com/blob")]
    [InlineData("ftp://example.com/blob")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret@127.0.0.1/")]
    public async Task Redirect_OutOfThePolicy_IsRefused(string target)
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context => LeadAsync(context, context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal), target);
        Assert.Equal(ErrorCodes.Source.RedirectRefused, (await PullFailsAsync(registry)).Code);
    }

    [Theory]
    [InlineData("http://example.com/token")]
    [InlineData("other")]
    public async Task Realm_OnAnotherServerInPlainText_GetsNothing(string realm)
    {
        await using RegistryStandIn registry = await PushedAsync(), other = await RegistryStandIn.StartAsync();
        registry.Login = "bearer";
        registry.Realm = realm == "other" ? $"http://{other.Host}/token" : realm;
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        ComposeError error = await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), "1", false, Now));
        Assert.Equal(ErrorCodes.Source.RedirectRefused, error.Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Upload_LedToAnotherServer_GetsNoCredentials()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync(), other = await RegistryStandIn.StartAsync();
        registry.Login = "basic";
        registry.Instead = context =>
        {
            if (context.Request.Method == "POST" && context.Request.Headers.Authorization.Count > 0)
            {
                context.Response.StatusCode = 202;
                context.Response.Headers.Location = $"http://{other.Host}/v2/a/blobs/uploads/u";
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        other.Instead = context =>
        {
            context.Response.StatusCode = 201;
            return Task.FromResult(true);
        };
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        byte[] bytes = Fixtures.Noise(100);
        await session.Open(OciReference.Of(registry.Host, "a", null)).PutBlobAsync(Digest.Of(bytes), bytes, "noise", Now);
        Assert.Single(other.Requests);
        Assert.Equal([string.Empty], other.Authorizations);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b.wasm")]
    [InlineData("..")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\0b")]
    [InlineData("NUL")]
    [InlineData("con.wasm")]
    [InlineData("aux .txt")]
    [InlineData("Com1.wasm")]
    [InlineData("a.wasm.")]
    [InlineData("a ")]
    public void Title_ThatIsNoPlainName_IsRefused(string title)
    {
        var layer = new OciDescriptor(OciMediaTypes.Wasm, s_greeter, 1) { Annotations = new Dictionary<string, string> { [OciMediaTypes.TitleAnnotation] = title } };
        ComposeException refused = Assert.Throws<ComposeException>(() => SafeName.Of(layer));
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, refused.Error.Code);
        Assert.DoesNotContain('\u001b', refused.Error.ToString());
    }

    [Fact]
    public async Task Error_WithTerminalCodes_IsShownWithoutThem()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Instead = async context =>
        {
            await RegistryStandIn.RefuseAsync(context, 400, "NAME_INVALID", "\u001b]0;owned\u0007" + new string('x', 5000));
            return true;
        };
        ComposeError error = await PullFailsAsync(registry);
        Assert.Equal(ErrorCodes.Source.Refused, error.Code);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.True(error.Message.Length < 600);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schemaVersion": 2, "config": {}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "md5:abc", "size": 1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha256:../../../x", "size": 1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": -1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}""")]
    [InlineData("""{"mediaType": "text/html"}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}, "layers": [{"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}], "manifests": []}""")]
    [InlineData("""{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}, "layers": [{"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}]}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha512:11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111", "size": 1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "SHA256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1}, "layers": []}""")]
    [InlineData("""{"schemaVersion": 2, "config": {"mediaType": "a", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "size": 1e99}, "layers": []}""")]
    public async Task Manifest_ThatIsNone_IsRefused(string text)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Manifests["a:1"] = (OciMediaTypes.Manifest, Encoding.UTF8.GetBytes(text));
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Manifest_NestedWithoutEnd_IsRefused()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Manifests["a:1"] = (OciMediaTypes.Manifest, Encoding.UTF8.GetBytes(new string('[', 100_000)));
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Manifest_Mutated_NeverCrashes()
    {
        await using RegistryStandIn registry = await PushedAsync();
        byte[] original = registry.Manifests["a:1"].Bytes;
        using OciSession session = Fixtures.Session(policy: Fixtures.Quick with { Retries = 0 });
        IOciRepository repository = session.Open(OciReference.Of(registry.Host, "a", null));
        int pulled = 0, refused = 0;
        for (int seed = 0; seed < Testing.Campaign.Rounds(300); seed++)
        {
            registry.Manifests["a:1"] = (OciMediaTypes.Manifest, Testing.Mutator.Mutate(original, seed));
            try
            {
                PulledArtifact artifact = await ArtifactPuller.PullAsync(repository, "1", false, Now);
                Assert.All(artifact.Layers, layer => Assert.Equal(layer.Descriptor.Digest, Digest.Of(layer.Bytes.Span)));
                pulled++;
            }
            catch (ComposeException)
            {
                refused++;
            }
        }

        Assert.True(refused > pulled);
    }

    private static async Task<RegistryStandIn> PushedAsync()
    {
        RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        await ArtifactPusher.PushAsync(session.Open(OciReference.Of(registry.Host, "a", null)), Fixtures.Packed(), ["1"], [], Now);
        registry.Requests.Clear();
        return registry;
    }

    private static async Task<ComposeError> PullFailsAsync(RegistryStandIn registry, TransferPolicy? policy = null)
    {
        using OciSession session = Fixtures.Session(policy: policy);
        return await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(session.Open(OciReference.Of(registry.Host, "a", null)), "1", true, Now));
    }

    private static Task<bool> Fail(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.FromResult(true);
    }

    private static Task<bool> LeadAsync(HttpContext context, bool isLed, string target)
    {
        if (isLed)
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = target;
        }

        return Task.FromResult(isLed);
    }
}
