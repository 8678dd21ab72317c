using Compose.Signing;
using Compose.Testing;
using Compose.Trust.Sigstore;

namespace Compose.Trust.Tests;

/// <summary>The public conformance cases of <c>suites/sigstore</c>: the verdict of each is in its name.</summary>
public sealed class SigstoreSuiteTests
{
    internal const string Identity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    internal const string Issuer = "https://token.actions.githubusercontent.com";

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        if (SharedData.Find("suites/sigstore/bundle-verify") is { } root)
        {
            foreach (string folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
            {
                cases.Add(Path.GetFileName(folder));
            }
        }
        else
        {
            cases.Add("(absent)");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Verify_SuiteCase_HasTheStatedVerdict(string name)
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify");
        string folder = Path.Combine(suite, name);
        ComposeException? refusal = null;
        try
        {
            Verify(suite, folder);
        }
        catch (ComposeException e)
        {
            refusal = e;
            TestContext.Current.TestOutputHelper!.WriteLine(e.Error.ToString());
        }

        bool mustFail = name.EndsWith("_fail", StringComparison.Ordinal);
        Assert.True(mustFail == (refusal is not null), refusal?.Message ?? "it was accepted");
    }

    [Fact]
    public void Statement_BySigstoreEvidence_SaysKindSignerAndTimes()
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify");
        var verifier = new SigstoreStatementVerifier(TrustedRoot.Parse(File.ReadAllBytes(Path.Combine(suite, "..", "production-trusted_root.json"))), [new SigstoreIdentity(Identity, Issuer)]);
        var digest = Digest.Of(File.ReadAllBytes(Path.Combine(suite, "a.txt")));
        byte[] Bundle(string name) => File.ReadAllBytes(Path.Combine(suite, name, "bundle.sigstore.json"));

        VerifiedStatement verified = verifier.Verify(Bundle("happy-path-intoto-in-dsse-v3"), digest, null);
        Assert.Equal(EvidenceKind.Sigstore, verified.Evidence);
        Assert.Contains(Identity, verified.Signer, StringComparison.Ordinal);
        Assert.NotEmpty(verified.Times);
        Assert.True(verified.Statement.IsAbout(digest));

        // Another artifact, another identity, a signature that states nothing, and what the suite says does not hold.
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(verifier, "happy-path-intoto-in-dsse-v3", Digest.Of("else"u8)));
        Assert.Equal(ErrorCodes.Trust.IdentityMismatch, Refused(new SigstoreStatementVerifier(TrustedRoot.Parse(File.ReadAllBytes(Path.Combine(suite, "..", "production-trusted_root.json"))), [new SigstoreIdentity("me", Issuer)]), "happy-path-intoto-in-dsse-v3", digest));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(verifier, "happy-path-v0.3-new-mediaType", digest));
        foreach (string bad in (string[])["intoto-expired-certificate_fail", "intoto-log-entry-mismatch_fail", "intoto-set-outside-signing-cert-validity_fail"])
        {
            Assert.NotEqual(default, Refused(verifier, bad, digest).Name);
        }

        ErrorCode Refused(SigstoreStatementVerifier by, string name, Digest about) => Assert.Throws<ComposeException>(() => by.Verify(Bundle(name), about, null)).Error.Code;
    }

    internal static void Verify(string suite, string folder)
    {
        string artifact = Existing(folder, "artifact") ?? Path.Combine(suite, "a.txt");
        string rootFile = Existing(folder, "trusted_root.json") ?? Path.Combine(suite, "..", "production-trusted_root.json");
        byte[] bytes = File.ReadAllBytes(artifact);
        SigstoreBundle bundle = SigstoreBundle.Parse(File.ReadAllBytes(Path.Combine(folder, "bundle.sigstore.json")));
        TrustedRoot root = TrustedRoot.Parse(File.ReadAllBytes(rootFile));
        if (Existing(folder, "key.pub") is { } key)
        {
            SigstoreVerifier.VerifyWithKey(bundle, new Artifact(bytes), KeyFiles.ReadPublic(File.ReadAllBytes(key)), root, requireLog: true);
        }
        else
        {
            var identity = new SigstoreIdentity(Text(folder, "identity") ?? Identity, Text(folder, "issuer") ?? Issuer);
            new SigstoreVerifier(root).Verify(bundle, new Artifact(bytes), [identity]);
        }
    }

    internal static string? Existing(string folder, string file) => File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file) : null;

    internal static string? Text(string folder, string file) => Existing(folder, file) is { } path ? File.ReadAllText(path).Trim() : null;
}
