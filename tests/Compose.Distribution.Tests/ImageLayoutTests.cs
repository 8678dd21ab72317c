using System.Text.Json.Nodes;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Store;

namespace Compose.Distribution.Tests;

/// <summary>Image layouts on disk.</summary>
public sealed class ImageLayoutTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Layout_PushThenPull_GivesTheSameBytes()
    {
        var layout = new ImageLayout(_folder);
        await ArtifactPusher.PushAsync(layout, Fixtures.Packed(), ["1", "2"], ["{}"u8.ToArray()], Now);
        PulledArtifact pulled = await ArtifactPuller.PullAsync(new ImageLayout(_folder), "2", true, Now);
        Assert.Equal(Fixtures.Greeter(), pulled.Main.Bytes.ToArray());
        Assert.Single(pulled.Signatures);
        Assert.Equal(["1", "2"], await layout.TagsAsync(Now));
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(Path.Combine(_folder, "oci-layout")));
    }

    [Fact]
    public async Task Layout_SamePushTwice_GivesTheSameFiles()
    {
        await ArtifactPusher.PushAsync(new ImageLayout(_folder), Fixtures.Packed(), ["1"], [], Now);
        Dictionary<string, byte[]> first = Files();
        await ArtifactPusher.PushAsync(new ImageLayout(_folder), Fixtures.Packed(), ["1"], [], Now);
        Assert.Equal(first, Files());
    }

    [Fact]
    public async Task Layout_DamagedBlob_IsRefusedAndMendedByTheNextPush()
    {
        var layout = new ImageLayout(_folder);
        await ArtifactPusher.PushAsync(layout, Fixtures.Packed(), ["1"], [], Now);
        string blob = Path.Combine(_folder, "blobs", "sha256", Digest.Of(Fixtures.Greeter()).Hex);
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[99] ^= 1;
        File.WriteAllBytes(blob, bytes);
        Assert.Equal(ErrorCodes.Source.DigestMismatch, (await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(layout, "1", false, Now))).Code);
        await ArtifactPusher.PushAsync(layout, Fixtures.Packed(), ["1"], [], Now);
        await ArtifactPuller.PullAsync(layout, "1", false, Now);
    }

    [Fact]
    public async Task Layout_TwentyWriters_LoseNoTag()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => ArtifactPusher.PushAsync(new ImageLayout(_folder), Fixtures.Packed(), [$"t{i:00}"], [], Now), Now)));
        Assert.Equal(20, (await new ImageLayout(_folder).TagsAsync(Now)).Count);
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Layout_ThatIsNone_IsSaid()
    {
        Assert.Equal(ErrorCodes.Source.NotFound, (await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(new ImageLayout(_folder), "1", false, Now))).Code);
        File.WriteAllText(Path.Combine(_folder, "oci-layout"), """{"imageLayoutVersion": "9"}""");
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, (await Fixtures.FailAsync(() => ArtifactPuller.PullAsync(new ImageLayout(_folder), "1", false, Now))).Code);
    }

    [Fact]
    public void Packing_Twice_GivesOneDigest_AndTheCncfLayout()
    {
        PackedArtifact packed = Fixtures.Packed();
        Assert.Equal(packed.Digest, Fixtures.Packed().Digest);
        JsonNode config = JsonNode.Parse(packed.Config.Bytes.Span)!, manifest = JsonNode.Parse(packed.ManifestBytes.Span)!;
        Assert.Equal("application/vnd.wasm.config.v0+json", (string?)manifest["config"]!["mediaType"]);
        Assert.Equal("application/wasm", (string?)Assert.Single(manifest["layers"]!.AsArray())!["mediaType"]);
        Assert.Equal("wasip2", (string?)config["os"]);
        Assert.Equal("1970-01-01T00:00:00Z", (string?)config["created"]);
        Assert.Equal(Digest.Of(Fixtures.Greeter()).ToString(), (string?)config["layerDigests"]![0]);
        Assert.Equal("demo:hello/greet@0.1.0", (string?)config["component"]!["exports"]![0]);
    }

    [Fact]
    public async Task Pull_IntoTheStore_CountsAsFetched()
    {
        var layout = new ImageLayout(Path.Combine(_folder, "layout"));
        await ArtifactPusher.PushAsync(layout, Fixtures.Packed(), ["1"], ["{}"u8.ToArray()], Now);
        var store = new ContentStore(Path.Combine(_folder, "store"));
        PulledArtifact pulled = await ArtifactPuller.PullAsync(layout, "1", true, Now);
        ArtifactShelf.Keep(store, pulled);
        var digest = Digest.Of(Fixtures.Greeter());
        Assert.Equal(pulled.Address, store.FetchedFrom(digest));
        Assert.Single(new Trust.StoredEvidence(store).Find(new TrustSubject(digest, "greeter", TrustOrigin.Fetched)));
    }

    private Dictionary<string, byte[]> Files() => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
}
