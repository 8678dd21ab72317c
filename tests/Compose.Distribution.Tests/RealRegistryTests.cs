using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;

namespace Compose.Distribution.Tests;

/// <summary>A registry that others wrote, and clients that others wrote: each reads what we pushed, and we read what they pushed.</summary>
public sealed class RealRegistryTests(RealRegistry registry) : IClassFixture<RealRegistry>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(16 << 20)]
    [InlineData(4096)]
    public async Task Registry_PushThenPull_WholeAndInPieces(int chunk)
    {
        string host = registry.Require();
        using OciSession session = Fixtures.Session(chunk: chunk);
        IOciRepository repository = session.Open(OciReference.Of(host, "acme/p" + chunk, null));
        await ArtifactPusher.PushAsync(repository, Fixtures.Packed(), ["1.0.0"], ["{}"u8.ToArray()], Now);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(repository, "1.0.0", true, Now);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());

        // It has no referrers API: the tag stands for it.
        Assert.Single(pulled.Signatures);
        Assert.Contains("1.0.0", await repository.TagsAsync(Now));
    }

    [Fact]
    public async Task Registry_Copy_MountsAndKeepsDigests()
    {
        string host = registry.Require();
        using OciSession session = Fixtures.Session();
        IOciRepository from = session.Open(OciReference.Of(host, "acme/from", null)), to = session.Open(OciReference.Of(host, "acme/to", null));
        PackedArtifact packed = Fixtures.Packed();
        await ArtifactPusher.PushAsync(from, packed, ["1"], [], Now);
        OciDescriptor copied = await new ArtifactCopier(from, to).CopyAsync("1", "1", true, Now);
        Assert.Equal(packed.Digest, copied.Digest);
        Assert.Equal(packed.Digest, (await ArtifactPuller.PullAsync(to, "1", true, Now)).Descriptor.Digest);
    }

    [Fact]
    public async Task Wkg_ReadsWhatWePushed_AndWeWhatItPushed()
    {
        string host = registry.Require(), wkg = RealRegistry.Wkg(), file = Path.Combine(registry.Folder, "wkg.wasm");
        using OciSession session = Fixtures.Session();
        await ArtifactPusher.PushAsync(session.Open(OciReference.Of(host, "acme/ours", null)), Fixtures.Packed(), ["0.1.0"], [], Now);
        registry.Run(wkg, "oci", "pull", "--insecure", host, $"{host}/acme/ours:0.1.0", "-o", file);
        Assert.Equal(Fixtures.Greeter(), File.ReadAllBytes(file));
        registry.Run(wkg, "oci", "push", "--insecure", host, $"{host}/acme/theirs:0.2.0", Fixtures.Example("hello/greeter.wasm"));
        PulledArtifact pulled = await ArtifactPuller.PullAsync(session.Open(OciReference.Of(host, "acme/theirs", null)), "0.2.0", true, Now);
        Assert.Equal(ArtifactKind.Wasm, pulled.Kind);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());
    }

    [Fact]
    public async Task Oras_ReadsWhatWePushed_AndWeWhatItPushed()
    {
        string host = registry.Require(), oras = RealRegistry.Oras(), folder = Path.Combine(registry.Folder, "oras");
        using OciSession session = Fixtures.Session();
        IOciRepository ours = session.Open(OciReference.Of(host, "acme/oras", null));
        await ArtifactPusher.PushAsync(ours, Fixtures.Packed(), ["1"], ["{}"u8.ToArray()], Now);
        registry.Run(oras, "pull", "--plain-http", $"{host}/acme/oras:1", "-o", folder);
        Assert.Equal(Fixtures.Greeter(), File.ReadAllBytes(Path.Combine(folder, "greeter.wasm")));
        Assert.Contains("sigstore", registry.Run(oras, "discover", "--plain-http", $"{host}/acme/oras:1"), StringComparison.Ordinal);

        string hello = Path.Combine(registry.Folder, "hello.txt");
        File.WriteAllText(hello, "hello");
        registry.Run(oras, "push", "--plain-http", $"{host}/acme/theirs-oras:1", "hello.txt:text/plain");
        registry.Run(oras, "attach", "--plain-http", "--artifact-type", OciMediaTypes.SigstoreBundle, $"{host}/acme/theirs-oras:1", "hello.txt:" + OciMediaTypes.SigstoreBundle);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(session.Open(OciReference.Of(host, "acme/theirs-oras", null)), "1", true, Now);
        Assert.Equal("hello"u8.ToArray(), pulled.Main.Bytes.ToArray());
        Assert.Equal("hello.txt", SafeName.Of(pulled.Main.Descriptor));
        Assert.Single(pulled.Signatures);

        // A layout goes both ways as well.
        string layout = Path.Combine(registry.Folder, "layout");
        await new ArtifactCopier(ours, new ImageLayout(layout)).CopyAsync("1", "mine", true, Now);
        Assert.Contains("application/wasm", registry.Run(oras, "manifest", "fetch", "--oci-layout", layout + ":mine"), StringComparison.Ordinal);
        registry.Run(oras, "copy", "--from-plain-http", $"{host}/acme/oras:1", "--to-oci-layout", Path.Combine(registry.Folder, "theirs") + ":x");
        Assert.Equal(Fixtures.Greeter(), (await ArtifactPuller.PullAsync(new ImageLayout(Path.Combine(registry.Folder, "theirs")), "x", false, Now)).Main.Bytes.ToArray());
    }
}
