using Compose.Distribution.Artifacts;
using Compose.Distribution.Credentials;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Tests;

/// <summary>The client against a registry that keeps to the specification.</summary>
public sealed class RegistryTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("basic")]
    [InlineData("bearer")]
    public async Task Push_ThenPull_GivesTheSameBytes(string login)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Login = login;
        using OciSession session = Fixtures.Session(Fixtures.User(registry.Host));
        IOciRepository repository = session.Open(OciReference.Of(registry.Host, "acme/greeter", null));
        PackedArtifact packed = Fixtures.Packed();
        await ArtifactPusher.PushAsync(repository, packed, ["1.0.0", "latest"], [], TestContext.Current.CancellationToken);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(repository, "1.0.0", withSignatures: true, TestContext.Current.CancellationToken);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());
        Assert.Equal(ArtifactKind.Wasm, pulled.Kind);
        Assert.Equal($"oci://{registry.Host}/acme/greeter@{packed.Digest}", pulled.Address);
        Assert.Equal(["1.0.0", "latest"], await repository.TagsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Push_Twice_SendsBlobsOnce()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        IOciRepository repository = session.Open(OciReference.Of(registry.Host, "acme/greeter", null));
        await ArtifactPusher.PushAsync(repository, Fixtures.Packed(), ["1"], [], TestContext.Current.CancellationToken);
        registry.Requests.Clear();
        await ArtifactPusher.PushAsync(repository, Fixtures.Packed(), ["1"], [], TestContext.Current.CancellationToken);
        Assert.DoesNotContain(registry.Requests, request => request.Contains("/uploads/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_LargeBlob_GoesInPieces()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session(chunk: 100_000);
        byte[] bytes = Fixtures.Noise(350_001);
        await session.Open(OciReference.Of(registry.Host, "big", null)).PutBlobAsync(Digest.Of(bytes), bytes, "noise", TestContext.Current.CancellationToken);
        Assert.Equal(4, registry.Requests.Count(request => request.StartsWith("PATCH", StringComparison.Ordinal)));
        Assert.Equal(bytes, registry.Blobs[$"big@{Digest.Of(bytes)}"]);
    }

    [Fact]
    public async Task Push_PieceThatIsLost_IsSentAgainFromWhereTheRegistryIs()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        int pieces = 0;
        registry.Instead = context =>
        {
            if (context.Request.Method == "PATCH" && ++pieces == 2)
            {
                context.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        using OciSession session = Fixtures.Session(chunk: 100_000);
        byte[] bytes = Fixtures.Noise(350_001);
        await session.Open(OciReference.Of(registry.Host, "big", null)).PutBlobAsync(Digest.Of(bytes), bytes, "noise", TestContext.Current.CancellationToken);
        Assert.Equal(bytes, registry.Blobs[$"big@{Digest.Of(bytes)}"]);
        Assert.Equal(5, pieces);
        Assert.Single(registry.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_UploadThatTheRegistryForgot_BeginsAnew()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        int wholes = 0;
        registry.Instead = context =>
        {
            if (context.Request.Method == "PUT" && context.Request.Path.Value!.Contains("/uploads/", StringComparison.Ordinal) && ++wholes == 1)
            {
                context.Abort();
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        using OciSession session = Fixtures.Session();
        byte[] bytes = Fixtures.Noise(1000);
        await session.Open(OciReference.Of(registry.Host, "a", null)).PutBlobAsync(Digest.Of(bytes), bytes, "noise", TestContext.Current.CancellationToken);
        Assert.Equal(bytes, registry.Blobs[$"a@{Digest.Of(bytes)}"]);
        Assert.Equal(2, registry.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Copy_WithinARegistry_MountsBlobs()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        IOciRepository from = session.Open(OciReference.Of(registry.Host, "acme/one", null)), to = session.Open(OciReference.Of(registry.Host, "acme/two", null));
        await ArtifactPusher.PushAsync(from, Fixtures.Packed(), ["1"], [], TestContext.Current.CancellationToken);
        registry.Requests.Clear();
        await new ArtifactCopier(from, to).CopyAsync("1", "2", withReferrers: true, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(registry.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal));
        Assert.Equal(Fixtures.Greeter(), (await ArtifactPuller.PullAsync(to, "2", false, TestContext.Current.CancellationToken)).Main.Bytes.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signatures_AttachedTwice_AreFoundOnce(bool hasReferrers)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.HasReferrers = hasReferrers;
        using OciSession session = Fixtures.Session();
        IOciRepository repository = session.Open(OciReference.Of(registry.Host, "acme/greeter", null));
        byte[] bundle = "{\"mediaType\": \"application/vnd.dev.sigstore.bundle.v0.3+json\"}"u8.ToArray(), other = "{}"u8.ToArray();
        await ArtifactPusher.PushAsync(repository, Fixtures.Packed(), ["1"], [bundle], TestContext.Current.CancellationToken);
        await ArtifactPusher.PushAsync(repository, Fixtures.Packed(), ["1"], [bundle, other], TestContext.Current.CancellationToken);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(repository, "1", true, TestContext.Current.CancellationToken);
        Assert.Equal(2, pulled.Signatures.Count);
        Assert.Contains(pulled.Signatures, each => each.Bytes.Span.SequenceEqual(bundle));
        Assert.Equal(!hasReferrers, registry.Manifests.Keys.Any(key => key.StartsWith("acme/greeter:sha256-", StringComparison.Ordinal)));

        // They travel with a copy, and are found there too.
        string folder = Directory.CreateTempSubdirectory().FullName;
        var layout = new ImageLayout(folder);
        await new ArtifactCopier(repository, layout).CopyAsync("1", "1", true, TestContext.Current.CancellationToken);
        Assert.Equal(2, (await ArtifactPuller.PullAsync(layout, "1", true, TestContext.Current.CancellationToken)).Signatures.Count);
        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task Login_AnonymousToken_IsEnoughWhereTheRegistrySaysSo()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Login = "bearer";
        using OciSession session = Fixtures.Session();
        Assert.Null(await session.Open(OciReference.Of(registry.Host, "a", null)).FindManifestAsync("1", TestContext.Current.CancellationToken));
        Assert.Contains("Bearer token-anonymous", registry.Authorizations);
    }

    [Fact]
    public async Task Login_IdentityToken_IsExchanged()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Login = "bearer";
        using OciSession session = Fixtures.Session(new IdentityLogin());
        Assert.Null(await session.Open(OciReference.Of(registry.Host, "a", null)).FindManifestAsync("1", TestContext.Current.CancellationToken));
        Assert.Contains("Bearer token-identity", registry.Authorizations);
    }

    [Theory]
    [InlineData("basic", false)]
    [InlineData("basic", true)]
    [InlineData("bearer", true)]
    public async Task Login_WrongOrMissing_IsDeniedWithoutTheSecretInTheMessage(string login, bool isGiven)
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        registry.Login = login;
        using OciSession session = Fixtures.Session(isGiven ? new GivenCredentials(registry.Host, "user", "wr0ng-canary", null) : null);
        ComposeError error = await Fixtures.FailAsync(() => session.Open(OciReference.Of(registry.Host, "a", null)).FindManifestAsync("1", TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.Source.AccessDenied, error.Code);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mirror_IsAskedFirst_AndTheOriginForWhatItLacks()
    {
        await using RegistryStandIn origin = await RegistryStandIn.StartAsync(), mirror = await RegistryStandIn.StartAsync();
        using OciSession direct = Fixtures.Session();
        await ArtifactPusher.PushAsync(direct.Open(OciReference.Of(origin.Host, "acme/a", null)), Fixtures.Packed(), ["1", "2"], [], TestContext.Current.CancellationToken);
        await ArtifactPusher.PushAsync(direct.Open(OciReference.Of(mirror.Host, "cache/acme/a", null)), Fixtures.Packed(), ["1"], [], TestContext.Current.CancellationToken);
        using var session = new OciSession(new RegistryOptions
        {
            Transfer = Fixtures.Quick,
            Mirrors = new Dictionary<string, IReadOnlyList<string>> { [origin.Host] = [mirror.Host + "/cache"] },
        });
        IOciRepository repository = session.Open(OciReference.Of(origin.Host, "acme/a", null));
        origin.Requests.Clear();
        PulledArtifact first = await ArtifactPuller.PullAsync(repository, "1", false, TestContext.Current.CancellationToken);
        Assert.Empty(origin.Requests);
        Assert.StartsWith($"oci://{origin.Host}/acme/a@", first.Address, StringComparison.Ordinal);
        await ArtifactPuller.PullAsync(repository, "2", false, TestContext.Current.CancellationToken);
        Assert.Contains(origin.Requests, request => request.EndsWith("/manifests/2", StringComparison.Ordinal));

        // A mirror that lies is passed over.
        mirror.Blobs[$"cache/acme/a@{Digest.Of(Fixtures.Greeter())}"][100] ^= 1;
        Assert.Equal(Fixtures.Greeter(), (await ArtifactPuller.PullAsync(repository, "1", false, TestContext.Current.CancellationToken)).Main.Bytes.ToArray());
    }

    [Fact]
    public async Task Offline_NothingIsAsked()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session(policy: Fixtures.Quick with { IsOffline = true });
        ComposeError error = await Fixtures.FailAsync(() => session.Open(OciReference.Of(registry.Host, "a", null)).FindManifestAsync("1", TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.Source.Offline, error.Code);
        Assert.Empty(registry.Requests);
    }

    private sealed class IdentityLogin : IRegistryCredentials
    {
        public RegistryLogin Find(string host) => new() { IdentityToken = "identity", Where = "test" };
    }
}
