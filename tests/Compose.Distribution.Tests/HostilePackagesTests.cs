using System.Diagnostics;
using System.Text;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Distribution.Packages;
using Compose.Wit;
using Compose.Wit.Loading;

namespace Compose.Distribution.Tests;

/// <summary>Files of wkg that somebody else wrote, and registries of WIT that answer something else.</summary>
public sealed class HostilePackagesTests
{
    private const string Digest64 = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pairs")]
    [InlineData("tables")]
    [InlineData("inline")]
    public void Toml_OfManyKeys_IsRefusedSoon(string form)
    {
        var text = new StringBuilder(form == "inline" ? "x = {" : string.Empty);
        for (int i = 0; text.Length < 3 << 20; i++)
        {
            text.Append(form switch { "tables" => $"[k{i}]\n", "inline" => $"k{i} = 1, ", _ => $"k{i} = 1\n" });
        }

        var watch = Stopwatch.StartNew();
        Assert.Contains("more than", Fail(text.ToString()).Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s = 1")]
    [InlineData("a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = {a = 1")]
    [InlineData("\"\u001b[2J\" = 1\n\"\u001b[2J\" = 2")]
    [InlineData("a = \"\\uD800\"")]
    [InlineData("a = \"\\U00110000\"")]
    [InlineData("version = 2")]
    [InlineData("version = 1\n[[packages]]\nname = \"a:b\\u001b[2J\"\n")]
    [InlineData("version = 1\n[[packages]]\nname = \"a:b\"\nregistry = \"x\\\"\\n[evil]\"\n[[packages.versions]]\nrequirement = \"=1\"\nversion = \"1\"\ndigest = \"" + Digest64 + "\"\n")]
    [InlineData("version = 1\n[[packages]]\nname = \"a:b\"\n[[packages.versions]]\nrequirement = \"=1\"\nversion = \"1\"\ndigest = \"sha512:11\"\n")]
    [InlineData("version = 1\n[[packages]]\nname = \"a:b\"\n[[packages.versions]]\nrequirement = \"=1\"\nversion = \"1\\\\\"\ndigest = \"" + Digest64 + "\"\n")]
    public void Lock_WithAFault_IsRefused_WithoutTerminalCodes(string text)
    {
        ComposeError error = Fail(text);
        Assert.Equal(ErrorCodes.Source.InvalidConfig, error.Code);
        Assert.DoesNotContain('\u001b', error.ToString());
    }

    [Fact]
    public void Lock_Mutated_NeverCrashes_AndReadsWhatItWrites()
    {
        byte[] original = new WkgLock([new LockedPackage("a:b", "example.com", "=1.0.0", "1.0.0", Digest.Of("x"u8)), new LockedPackage("a:c", null, "=1.0.0", "1.0.0", Digest.Of("y"u8))]).Encode();
        int read = 0;
        for (int seed = 0; seed < Testing.Campaign.Rounds(2000); seed++)
        {
            try
            {
                WkgLock found = WkgLock.Read(Testing.Mutator.Mutate(original, seed), "wkg.lock");
                Assert.Equal(found.Encode(), WkgLock.Read(found.Encode(), null).Encode());
                read++;
            }
            catch (ComposeException e)
            {
                Assert.Equal(ErrorCodes.Source.InvalidConfig, e.Error.Code);
            }
        }

        Assert.True(read > 0);
    }

    [Fact]
    public async Task Package_ThatIsAnother_IsAskedForOnce()
    {
        await using RegistryStandIn registry = await RegistryStandIn.StartAsync();
        using OciSession session = Fixtures.Session();
        WitBundle bundle = WitBundle.Pack("acme:other", "0.1.0", [("other.wit", "package acme:other@0.1.0;\ninterface i {}\n"u8.ToArray())], PackingOptions.NoTime);
        await ArtifactPusher.PushAsync(session.Open(OciReference.Of(registry.Host, "acme/base", null)), ArtifactPacker.Bundle(bundle, new PackingOptions()), ["0.1.0"], [], Now);
        registry.Requests.Clear();
        var config = WkgConfig.Read(Encoding.UTF8.GetBytes($"default_registry = \"{registry.Host}\""), null);
        WitSources sources = new WitSources([new WitFile("x.wit", "package acme:main@1.0.0;\nworld w { import acme:base/types@0.1.0; }\n"u8.ToArray())], []);
        ComposeException refused = Assert.Throws<ComposeException>(() => new WitDependencies(config, WkgManifest.ReadFile("/nonexistent/wkg.toml"), session, null).Fetch(sources, null, requiresLock: false));
        Assert.Equal(ErrorCodes.Source.InvalidArtifact, refused.Error.Code);
        Assert.Single(registry.Requests, request => request.Contains("/manifests/0.1.0", StringComparison.Ordinal));
    }

    private static ComposeError Fail(string text) => Assert.Throws<ComposeException>(() => WkgLock.Read(Encoding.UTF8.GetBytes(text), "wkg.lock")).Error;
}
