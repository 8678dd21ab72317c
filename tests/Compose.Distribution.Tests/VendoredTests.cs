using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Signing;
using Compose.Store;
using Compose.Trust;

namespace Compose.Distribution.Tests;

/// <summary>A vendored plan passes a strict policy by what its folder holds: with an empty store, no network and no repository.</summary>
public sealed class VendoredTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-vendored-").FullName;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string PlanFile => Path.Combine(_folder, "plan.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SignedTag_Vendored_PassesStrict()
    {
        string authority;
        using (var repository = new GitRepository())
        {
            repository.SshKey("alice");
            repository.Git("tag", "-s", "-m", "release", "v1");
            File.Copy(repository.AllowedSigners, Path.Combine(_folder, "signers"));
            authority = "ssh: {allowed-signers: signers}";
            Vendor(repository.Source("v1"));
        }

        Assert.Equal(TrustLabel.CoreVerified, Judge(authority));
    }

    [Fact]
    public async Task Bundle_Vendored_PassesStrict()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519);
        await using (RegistryStandIn registry = await RegistryStandIn.StartAsync())
        {
            using OciSession session = Fixtures.Session();
            byte[] bundle = BundleSigner.SignMessage(Fixtures.Greeter(), key, []);
            await ArtifactPusher.PushAsync(session.Open(OciReference.Of(registry.Host, "acme/greeter", null)), Fixtures.Packed(), ["1"], [bundle], Now);
            Vendor($"oci://{registry.Host}/acme/greeter:1");
        }

        File.WriteAllText(Path.Combine(_folder, "release.pub"), KeyFiles.PublicPem(key.Key));
        Assert.Equal(TrustLabel.CoreVerified, Judge("key: release.pub"));
    }

    [Fact]
    public void BareSignatures_AreVendored_AndWhatWasChangedIsRefused()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        using (var repository = new GitRepository())
        {
            repository.Git("tag", "v1");
            Vendor(repository.Source("v1"), new TrustEvidence("given", key.Sign(Fixtures.Greeter()), IsBundle: false));
        }

        File.WriteAllText(Path.Combine(_folder, "release.pub"), KeyFiles.PublicPem(key.Key));
        Assert.Equal(TrustLabel.CoreVerified, Judge("key: release.pub"));
        using SigningKey other = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        File.WriteAllText(Path.Combine(_folder, "release.pub"), KeyFiles.PublicPem(other.Key));
        Assert.Throws<ComposeException>(() => Judge("key: release.pub"));

        // A damaged folder has fewer signatures, and says nothing else.
        File.WriteAllText(Path.Combine(_folder, "release.pub"), KeyFiles.PublicPem(key.Key));
        foreach (string blob in Directory.EnumerateFiles(Path.Combine(_folder, "vendor", "blobs", "sha256")).Where(file => Path.GetFileName(file) != Digest.Of(Fixtures.Greeter()).Hex))
        {
            File.AppendAllText(blob, " ");
        }

        Assert.Throws<ComposeException>(() => Judge("key: release.pub"));
    }

    private void Vendor(string source, params TrustEvidence[] more)
    {
        File.WriteAllText(PlanFile, $"compose: 2\ncomponents:\n  greeter: '{source}'\ninstances:\n  greeter: {{capabilities: {{environment: {{vars: {{GREETING: hello}}}}}}}}\nexports: greeter\n");
        var store = new ContentStore(Path.Combine(_folder, "store"));
        using OciSession session = Fixtures.Session();
        using var remote = new RemoteSources(store, session);
        (PlanLock locked, _) = PlanLocker.Lock(PlanReader.ReadFile(PlanFile), remote, static _ => false);
        var evidence = new StoredEvidence(store);
        foreach (TrustEvidence each in more)
        {
            evidence.Add(Digest.Of(Fixtures.Greeter()), each);
        }

        Assert.Equal(1, PlanLocker.Vendor(PlanReader.ReadFile(PlanFile), locked, remote, Path.Combine(_folder, "vendor"), evidence));
        File.WriteAllBytes(PlanLock.PathFor(PlanFile), (locked with { Vendor = "vendor" }).Encode());
        Directory.Delete(store.Root, recursive: true);
    }

    private TrustLabel Judge(string authority)
    {
        var empty = new ContentStore(Path.Combine(_folder, "empty"));
        ValidatedPlan plan = PlanValidator.Validate(PlanReader.ReadFile(PlanFile), new ValidationOptions { Blobs = empty, RequireLock = true }).Require();
        TrustPolicy policy = TrustPolicyReader.Read(Encoding.UTF8.GetBytes($"trust: 1\nauthorities:\n  who: {{{authority}}}\nrules:\n  - components: [\"*\"]\n    signers: [who]\n"), "trust.yaml", _folder);
        return PlanTrust.Require(plan, new TrustGate(policy, [new VendoredEvidence()]), empty, []);
    }
}
