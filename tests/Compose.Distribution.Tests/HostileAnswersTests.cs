using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Microsoft.AspNetCore.Http;

namespace Compose.Distribution.Tests;

/// <summary>What a registry can do with types, sizes, times, listings, logins and names of hosts.</summary>
public sealed class HostileAnswersTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("layers")]
    [InlineData("config")]
    public async Task Index_ThatIsAManifestAsWell_IsRefused(string member)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = OciMediaTypes.Index, ["manifests"] = new JsonArray(), [member] = new JsonArray() };
        registry.Manifests["a:1"] = (OciMediaTypes.Index, Encoding.UTF8.GetBytes(index.ToJsonString()));
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Indexes_InIndexes_AreFollowedTwoDeep()
    {
        await using RegistryStandIn registry = await PushedAsync();
        (string type, byte[] bytes) = registry.Manifests["a:1"];
        for (int depth = 1; depth <= 5; depth++)
        {
            bytes = OciManifest.EncodeIndex([new OciDescriptor(type, Digest.Of(bytes), bytes.Length)]);
            type = OciMediaTypes.Index;
            registry.Manifests["a:1"] = registry.Manifests[$"a:{Digest.Of(bytes)}"] = (type, bytes);
            if (depth <= 2)
            {
                using OciSession session = Fixtures.Session();
                Assert.Equal(Fixtures.Greeter(), (await ArtifactPuller.PullAsync(Repository(session, registry), "1", false, Now)).Main.Bytes.ToArray());
            }
            else
            {
                Assert.Equal(ErrorCodes.Source.InvalidArtifact, (await PullFailsAsync(registry)).Code);
            }
        }

        using OciSession copies = Fixtures.Session();
        ComposeError error = await Fixtures.FailAsync(() => new ArtifactCopier(Repository(copies, registry), copies.Open(OciReference.Of(registry.Host, "b", null))).CopyAsync("1", "1", true, Now));
        Assert.Equal(ErrorCodes.Source.LimitExceeded, error.Code);
    }

    [Fact]
    public async Task Layers_ThatAreTooMuchTogether_AreNotFetched_AndOneTwiceIsFetchedOnce()
    {
        await using RegistryStandIn registry = await PushedAsync();
        var config = new OciDescriptor(OciMediaTypes.Empty, Digest.Of("{}"u8), 2);
        OciDescriptor[] large = [.. Enumerable.Range(0, 5).Select(i => new OciDescriptor("x/y", Digest.Of([(byte)i]), 250 << 20))];
        Put(registry, new OciManifest { Config = config, Layers = large });
        Assert.Equal(ErrorCodes.Source.LimitExceeded, (await PullFailsAsync(registry)).Code);
        Assert.DoesNotContain(registry.Requests, request => request.Contains("/blobs/", StringComparison.Ordinal));

        byte[] greeter = Fixtures.Greeter();
        Put(registry, new OciManifest { Config = config, Layers = [.. Enumerable.Repeat(new OciDescriptor("x/y", Digest.Of(greeter), greeter.Length), 1000)] });
        using OciSession session = Fixtures.Session();
        PulledArtifact pulled = await ArtifactPuller.PullAsync(Repository(session, registry), "1", false, Now);
        Assert.Equal(1000, pulled.Layers.Count);
        Assert.Single(registry.Requests, request => request.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_InAnEncoding_IsRefused()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context =>
        {
            if (context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                context.Response.Headers.ContentEncoding = "gzip";
            }

            return Task.FromResult(false);
        };
        Assert.Equal(ErrorCodes.Source.InvalidAnswer, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Body_ShorterThanItsLength_IsGivenUp()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.ContentLength = Fixtures.Greeter().Length;
            await context.Response.Body.WriteAsync(new byte[10]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        Assert.Equal(ErrorCodes.Source.Unreachable, (await PullFailsAsync(registry)).Code);
    }

    [Fact]
    public async Task Body_ThatTrickles_EndsWithItsTime_HoweverOftenItIsResumed()
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal))
            {
                return false;
            }

            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1]);
                await context.Response.Body.FlushAsync();
                await Task.Delay(20);
            }

            return true;
        };
        var watch = Stopwatch.StartNew();
        Assert.Equal(ErrorCodes.Source.Unreachable, (await PullFailsAsync(registry, Fixtures.Quick with { BodyTimeout = TimeSpan.FromMilliseconds(400) })).Code);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task Download_WithoutADigest_IsNotPiecedTogether()
    {
        await using RegistryStandIn server = await RegistryStandIn.StartAsync();
        byte[] old = Fixtures.Noise(50_000), renewed = [.. Enumerable.Repeat((byte)1, 50_000)];
        int count = 0;
        server.Instead = async context =>
        {
            Assert.Empty(context.Request.Headers.Range.ToString());
            if (count++ > 0)
            {
                await context.Response.Body.WriteAsync(renewed);
                return true;
            }

            context.Response.ContentLength = old.Length;
            await context.Response.Body.WriteAsync(old.AsMemory(0, 10_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(50);
            context.Abort();
            return true;
        };
        using var transport = new HttpTransport(Fixtures.Quick);
        Assert.Equal(renewed, await transport.DownloadAsync(new Uri($"http://{server.Host}/a.wasm"), null, Now));
    }

    [Theory]
    [InlineData("Bearer realm=\"http://HOST/token\",service=\"x\"")]
    [InlineData("Basic realm=\"x\"")]
    [InlineData("Bearer")]
    [InlineData("Bearer realm=")]
    [InlineData("Bearer realm=\"\\\"")]
    [InlineData("Bearer realm=\"file:///etc/passwd\"")]
    [InlineData("Bearer realm=\"http://user:password@HOST/token\"")]
    [InlineData("Bearer realm=\"//evil\"")]
    [InlineData("Negotiate abc")]
    [InlineData(", , =")]
    public async Task Challenge_ThatNeverEnds_IsAnsweredOnce(string challenge)
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = context =>
        {
            if (context.Request.Path.Value == "/token")
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = challenge.Replace("HOST", registry.Host, StringComparison.Ordinal);
            return Task.FromResult(true);
        };
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        ComposeError error = await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(Repository(session, registry), "1", false, Now));
        Assert.Contains(error.Code, (ErrorCode[])[ErrorCodes.Source.AccessDenied, ErrorCodes.Source.InvalidAnswer, ErrorCodes.Source.RedirectRefused]);
        Assert.True(registry.Requests.Count <= 3, string.Join("; ", registry.Requests));
    }

    [Fact]
    public async Task RetryAfter_OfAnHour_IsNotWaitedFor()
    {
        await using RegistryStandIn registry = await PushedAsync();
        int refusals = 0;
        registry.Instead = context =>
        {
            if (refusals++ >= 2)
            {
                return Task.FromResult(false);
            }

            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = refusals == 1 ? "3600" : DateTimeOffset.UtcNow.AddHours(1).ToString("R", CultureInfo.InvariantCulture);
            return Task.FromResult(true);
        };
        var watch = Stopwatch.StartNew();
        using OciSession session = Fixtures.Session();
        await ArtifactPuller.PullAsync(Repository(session, registry), "1", false, Now);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("/v2/a/tags/list?n=1", "Source.InvalidAnswer")]
    [InlineData("/v2/a/tags/list?x=1", "Source.InvalidAnswer")]
    [InlineData("http://127.0.0.2:1/v2/a/tags/list", "Source.RedirectRefused")]
    [InlineData("https://example.com/v2/a/tags/list", "Source.RedirectRefused")]
    [InlineData("file:///etc/passwd", "Source.RedirectRefused")]
    public async Task Listing_ThatLeadsInACircleOrAway_IsRefused(string next, string code)
    {
        await using RegistryStandIn registry = await PushedAsync();
        registry.Instead = async context =>
        {
            // The second page leads back to the first.
            context.Response.Headers.Link = $"<{(context.Request.QueryString.HasValue ? "/v2/a/tags/list" : next)}>; rel=\"next\"";
            await context.Response.WriteAsync("""{"tags": ["1"]}""");
            return true;
        };
        using OciSession session = Fixtures.Session();
        Assert.Equal(code, (await Fixtures.FailAsync(() => Repository(session, registry).TagsAsync(Now))).Code.Name);
        Assert.True(registry.Requests.Count <= 3);
    }

    [Fact]
    public async Task Listing_WithoutEnd_StopsAtItsLimit()
    {
        await using RegistryStandIn registry = await PushedAsync();
        int page = 0;
        registry.HasReferrers = true;
        registry.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.Headers.Link = $"<{context.Request.Path}?page={page++}>; rel=\"next\"";
            string digest = Digest.Of("x"u8).ToString();
            await context.Response.WriteAsync($$"""{"manifests": [{{string.Join(',', Enumerable.Repeat($$"""{"mediaType": "a/b", "digest": "{{digest}}", "size": 1}""", 1000))}}]}""");
            return true;
        };
        Assert.Equal(ErrorCodes.Source.LimitExceeded, (await PullFailsAsync(registry)).Code);
        Assert.True(page <= 12);
    }

    [Theory]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://[2002:a00:1::]/")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://inside.test/")]
    [InlineData("https://localhost./")]
    [InlineData("http://outside.test/")]
    public async Task Redirect_FromTheNetworkInside_IsRefused_ByAddressAndByName(string target)
    {
        var asked = new List<string>();
        using var handler = new Network(request =>
        {
            asked.Add(request.RequestUri!.Host);
            return new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri(target) } };
        });
        TransferPolicy policy = Fixtures.Quick with
        {
            Resolve = static (host, _) => Task.FromResult<IPAddress[]>(host switch
            {
                "registry.test" or "outside.test" => [IPAddress.Parse("93.184.216.34")],
                "inside.test" => [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.1.2.3")],
                "localhost." => [IPAddress.Loopback],
                _ => [],
            }),
        };
        using var session = new OciSession(new RegistryOptions { Transfer = policy, Handler = handler });
        ComposeError error = await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(session.Open(OciReference.Parse("oci://registry.test/a:1")), "1", false, Now));
        Assert.Equal(ErrorCodes.Source.RedirectRefused, error.Code);
        Assert.Equal(["registry.test"], asked);
    }

    [Fact]
    public async Task Login_IsSentToTheTokenServer_AndNotWhereThatLeads()
    {
        var seen = new List<(string Host, string? Login)>();
        using var handler = new Network(request =>
        {
            seen.Add((request.RequestUri!.Host, request.Headers.Authorization?.ToString()));
            if (request.RequestUri.Host == "auth.test")
            {
                return new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Headers = { Location = new Uri("https://evil.test/") } };
            }

            return new HttpResponseMessage(HttpStatusCode.Unauthorized) { Headers = { WwwAuthenticate = { new("Bearer", "realm=\"https://auth.test/token\",service=\"x\"") } } };
        });
        using var session = new OciSession(new RegistryOptions
        {
            Transfer = Fixtures.Quick with { Resolve = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.216.34")]) },
            Handler = handler,
            Credentials = Fixtures.User("registry.test"),
        });
        await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(session.Open(OciReference.Parse("oci://registry.test/a:1")), "1", false, Now));
        Assert.Equal(["registry.test", "auth.test"], seen.Select(each => each.Host));
        Assert.Null(seen[0].Login);
        Assert.StartsWith("Basic ", seen[1].Login, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyRequests_RefusedAtOnce_AskForOneToken()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        byte[][] blobs = [.. Enumerable.Range(0, 40).Select(i => Fixtures.Noise(100 + i))];
        foreach (byte[] blob in blobs)
        {
            registry.Blobs[$"a@{Digest.Of(blob)}"] = blob;
        }

        Put(registry, new OciManifest { Config = new OciDescriptor(OciMediaTypes.Empty, Digest.Of("{}"u8), 2), Layers = [.. blobs.Select(blob => new OciDescriptor("x/y", Digest.Of(blob), blob.Length))] });
        registry.Login = "bearer";
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        PulledArtifact pulled = await ArtifactPuller.PullAsync(Repository(session, registry), "1", true, Now);
        Assert.Equal(blobs, pulled.Layers.Select(layer => layer.Bytes.ToArray()));
        Assert.Single(registry.Requests, request => request.Contains("/token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_InPieces_KeepsTheRegistrysLeast()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Instead = context =>
        {
            context.Response.Headers["OCI-Chunk-Min-Length"] = "30000";
            return Task.FromResult(false);
        };
        using OciSession session = Fixtures.Session(chunk: 4096);
        byte[] bytes = Fixtures.Noise(100_000);
        await Repository(session, registry).PutBlobAsync(Digest.Of(bytes), bytes, "noise", Now);
        Assert.Equal(bytes, registry.Blobs[$"a@{Digest.Of(bytes)}"]);
        Assert.Equal(4, registry.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
    }

    private static void Put(RegistryStandIn registry, OciManifest manifest)
    {
        byte[] bytes = manifest.Encode();
        registry.Manifests["a:1"] = registry.Manifests[$"a:{Digest.Of(bytes)}"] = (OciMediaTypes.Manifest, bytes);
    }

    private static IOciRepository Repository(OciSession session, RegistryStandIn registry) => session.Open(OciReference.Of(registry.Host, "a", null));

    private static async Task<RegistryStandIn> PushedAsync()
    {
        RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        await ArtifactPusher.PushAsync(Repository(session, registry), Fixtures.Packed(), ["1"], [], Now);
        registry.Requests.Clear();
        return registry;
    }

    private static async Task<ComposeError> PullFailsAsync(RegistryStandIn registry, TransferPolicy? policy = null)
    {
        using OciSession session = Fixtures.Session(policy: policy);
        return await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(Repository(session, registry), "1", true, Now));
    }

    private sealed class Network(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = answer(request);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }
}
