using System.Diagnostics;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Signing;
using Compose.Store;
using Compose.Testing;
using Compose.Trust;

namespace Compose.Distribution.Tests;

/// <summary>cosign signs and verifies manifests in a registry that others wrote; we verify what it signed, offline, and it what we signed.</summary>
public sealed class CosignRegistryTests(RealRegistry registry) : IClassFixture<RealRegistry>
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CosignSigns_WeVouchOffline(bool isNew)
    {
        string host = registry.Require(), name = isNew ? "acme/new-form" : "acme/older-form", cosign = IndependentTool.Require("cosign");
        Keys(cosign);
        using OciSession session = Fixtures.Session();
        IOciRepository repository = session.Open(OciReference.Of(host, name, null));
        PackedArtifact packed = Fixtures.Packed();
        await ArtifactPusher.PushAsync(repository, packed, ["1"], [], Now);
        string[] form = isNew
            ? ["--signing-config", "sc.json"]
            : ["--use-signing-config=false", "--tlog-upload=false", "--new-bundle-format=false"];
        Assert.Equal(0, Cosign(cosign, ["sign", "--yes", "--key", "cosign.key", "--allow-http-registry", .. form, $"{host}/{name}@{packed.Digest}"]));

        var store = new ContentStore(Path.Combine(registry.Folder, "store-" + isNew));
        PulledArtifact pulled = await ArtifactPuller.PullAsync(repository, "1", true, Now);
        Assert.True(Assert.Single(pulled.Signatures).IsOfManifest);
        ArtifactShelf.Keep(store, pulled);

        // From here on nothing is asked of anybody.
        var subject = new TrustSubject(pulled.Main.Descriptor.Digest, "greeter", TrustOrigin.Fetched) { Source = store.FetchedFrom(pulled.Main.Descriptor.Digest), Bytes = pulled.Main.Bytes };
        Assert.True(Gate("cosign.pub", store).Judge(subject).Label.IsVerified);
        Cosign(cosign, "generate-key-pair", "--output-key-prefix", "other");
        TrustVerdict refused = Gate("other.pub", store).Judge(subject);
        Assert.False(refused.IsAllowed);
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, refused.Problems[0].Code);
        byte[] changed = [.. pulled.Main.Bytes.Span, 0];
        Assert.False(Gate("cosign.pub", store).Judge(subject with { Digest = Digest.Of(changed), Bytes = changed }).IsAllowed);

        // What is vendored takes its signatures with it.
        var layout = new ImageLayout(Path.Combine(registry.Folder, "layout-" + isNew));
        await ArtifactPusher.PushAsync(layout, packed, ["1"], [.. new StoredEvidence(store).Find(subject).Select(each => each.Bytes)], Now);
        var second = new ContentStore(Path.Combine(registry.Folder, "second-" + isNew));
        ArtifactShelf.Keep(second, await ArtifactPuller.PullAsync(layout, "1", true, Now));
        Assert.True(Gate("cosign.pub", second).Judge(subject).Label.IsVerified);
    }

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public async Task WeSign_CosignVerifies(KeyAlgorithm algorithm)
    {
        string host = registry.Require(), cosign = IndependentTool.Require("cosign"), name = "acme/ours-" + algorithm.ToString().ToLowerInvariant();
        using SigningKey key = SigningKey.Create(algorithm);
        using SigningKey other = SigningKey.Create(algorithm);
        File.WriteAllText(Path.Combine(registry.Folder, "ours.pub"), KeyFiles.PublicPem(key.Key));
        File.WriteAllText(Path.Combine(registry.Folder, "theirs.pub"), KeyFiles.PublicPem(other.Key));
        using OciSession session = Fixtures.Session();
        IOciRepository repository = session.Open(OciReference.Of(host, name, null));
        PackedArtifact packed = Fixtures.Packed();
        await ArtifactPusher.PushAsync(repository, packed, ["1"], [BundleSigner.SignStatement(ManifestSignature.Statement(packed.Digest), key, [])], Now);
        string[] verify = ["verify", "--insecure-ignore-tlog=true", "--allow-http-registry", $"{host}/{name}:1", "--key"];
        Assert.Equal(0, Cosign(cosign, [.. verify, "ours.pub"]));
        Assert.NotEqual(0, Cosign(cosign, [.. verify, "theirs.pub"]));
    }

    private TrustGate Gate(string key, ContentStore store) => new(
        TrustPolicyReader.Read(System.Text.Encoding.UTF8.GetBytes($"trust: 1\nauthorities: {{k: {{key: {key}}}}}\nrules: [{{sources: [\"oci://127.0.0.1:*\"], packages: [\"acme:*\"], signers: [k]}}]"), null, registry.Folder),
        [new StoredEvidence(store)]);

    private void Keys(string cosign)
    {
        if (!File.Exists(Path.Combine(registry.Folder, "cosign.key")))
        {
            Assert.Equal(0, Cosign(cosign, "generate-key-pair"));
            Assert.Equal(0, Cosign(cosign, "signing-config", "create", "--out", "sc.json"));
        }
    }

    private int Cosign(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = registry.Folder };
        start.Environment["COSIGN_PASSWORD"] = "pw";
        start.Environment["HOME"] = registry.Folder;
        start.Environment["DOCKER_CONFIG"] = registry.Folder;
        (int code, string output, string error) = IndependentTool.Run(start);
        TestContext.Current.TestOutputHelper!.WriteLine(output + error);
        return code;
    }
}
