using Compose.Signing;
using System.Text;
using Compose.Store;
using Compose.Trust.Sigstore;

namespace Compose.Trust.Tests;

public sealed class TrustGateTests : IDisposable
{
    private static readonly byte[] s_bytes = "a component"u8.ToArray();

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-trust-").FullName;

    public TrustGateTests()
    {
        Write("ed.pub", KeyFiles.PublicPem(TestKeys.Ed25519Key.Key));
        Write("ec.pub", KeyFiles.PublicPem(TestKeys.P256Key.Key));
        Write("other.pub", KeyFiles.PublicPem(TestKeys.OtherKey.Key));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string OneKey = """
        trust: 1
        authorities: {release: {key: ed.pub}}
        rules: [{signers: [release]}]
        """;

    [Fact]
    public void Judge_SignedByTheKey_IsVerified()
    {
        TrustVerdict verdict = Gate(OneKey, Bundle(TestKeys.Ed25519Key)).Judge(Subject());
        Assert.True(verdict.IsAllowed);
        Assert.Equal("core_verified", verdict.Label.ToString());
        Assert.StartsWith("release: key ", Assert.Single(verdict.Vouchers), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_BareSignature_RawOrBase64_IsVerified()
    {
        byte[] signature = TestKeys.Ed25519Key.Sign(s_bytes);
        Assert.True(Gate(OneKey, new TrustEvidence("x.sig", signature, false)).Judge(Subject()).IsAllowed);
        Assert.True(Gate(OneKey, new TrustEvidence("x.sig", Encoding.ASCII.GetBytes(Convert.ToBase64String(signature) + "\n"), false)).Judge(Subject()).IsAllowed);
    }

    [Fact]
    public void Judge_Unsigned_IsRefusedWithMissingSignature() => Refused(Gate(OneKey).Judge(Subject()), ErrorCodes.Trust.MissingSignature);

    [Fact]
    public void Judge_SignedByAnother_IsRefused() => Refused(Gate(OneKey, Bundle(TestKeys.OtherKey)).Judge(Subject()), ErrorCodes.Trust.SignatureInvalid);

    [Fact]
    public void Judge_SignatureOfOtherBytes_IsRefused() =>
        Refused(Gate(OneKey, new TrustEvidence("b", BundleSigner.SignMessage("other bytes"u8.ToArray(), TestKeys.Ed25519Key, []), true)).Judge(Subject()), ErrorCodes.Trust.SignatureInvalid);

    [Fact]
    public void Judge_NoRuleMatches_IsRefused() =>
        Refused(Gate(OneKey.Replace("{signers", "{components: [else], signers", StringComparison.Ordinal), Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.UntrustedSource);

    [Fact]
    public void Judge_Audit_AllowsWithAWarningAndALowerLabel()
    {
        TrustVerdict verdict = Gate("mode: audit\n" + OneKey).Judge(Subject());
        Assert.True(verdict.IsAllowed);
        Assert.Equal(TrustLabel.CoreUnverified, verdict.Label);
        ComposeError warning = Assert.Single(verdict.Problems);
        Assert.True(warning.IsWarning);
        Assert.Equal(ErrorCodes.Trust.Audited, warning.Code);
    }

    [Fact]
    public void Judge_DevelopmentBackend_AllowsAndStaysUnverified()
    {
        TrustVerdict verdict = Gate("trust: 1\nmode: dev\nauthorities: {laptop: {dev: true}}\nrules: [{signers: [laptop]}]").Judge(Subject());
        Assert.True(verdict.IsAllowed);
        Assert.Equal(TrustLabel.CoreUnverified, verdict.Label);
    }

    [Fact]
    public void Read_DevelopmentBackendInStrictMode_IsRefused() =>
        Assert.Contains("mode: dev", Invalid("trust: 1\nauthorities: {laptop: {dev: true}}").Message, StringComparison.Ordinal);

    [Fact]
    public void Judge_Threshold_CountsSignersOnce()
    {
        const string Policy = """
            trust: 1
            authorities: {a: {key: ed.pub}, again: {key: ed.pub}, b: {key: ec.pub}}
            rules: [{signers: [a, again, b], threshold: 2}]
            """;
        Refused(Gate(Policy, Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.VerificationFailed);
        Assert.True(Gate(Policy, Bundle(TestKeys.Ed25519Key), Bundle(TestKeys.P256Key)).Judge(Subject()).IsAllowed);
    }

    [Fact]
    public void Judge_ExpiredOrFutureAuthority_IsRefused()
    {
        Refused(Gate(OneKey.Replace("key: ed.pub", "key: ed.pub, expires: 2020-01-01", StringComparison.Ordinal), Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.CertificateExpired);
        Refused(Gate(OneKey.Replace("key: ed.pub", "key: ed.pub, not-before: 2999-01-01", StringComparison.Ordinal), Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.CertificateExpired);
    }

    [Fact]
    public void Judge_RevokedKeyOrDigest_IsRefusedEvenInAudit()
    {
        Refused(Gate(OneKey + $"\nrevoked: {{keys: [{TestKeys.Ed25519Key.Key.Id.Hex}]}}", Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.Revoked);
        Refused(Gate("mode: audit\n" + OneKey + $"\nrevoked: {{digests: [{Digest.Of(s_bytes)}]}}", Bundle(TestKeys.Ed25519Key)).Judge(Subject()), ErrorCodes.Trust.Revoked);
    }

    [Fact]
    public void Revocation_WithATime_SparesWhatIsProvenOlder()
    {
        var key = Digest.Of("key"u8);
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var revoked = new Revocations { Keys = new Dictionary<Digest, DateTimeOffset?> { [key] = since } };
        Assert.False(revoked.Covers(key, [since.AddDays(-1)]));
        Assert.True(revoked.Covers(key, [since.AddDays(-1), since]));
        Assert.True(revoked.Covers(key, []));
        Assert.False(revoked.Covers(Digest.Of("other"u8), []));
    }

    [Fact]
    public void Judge_DigestList_IsVerifiedWithoutSignature()
    {
        string policy = $"trust: 1\nauthorities: {{known: {{digests: [{Digest.Of(s_bytes)}]}}}}\nrules: [{{signers: [known]}}]";
        Assert.True(Gate(policy).Judge(Subject()).Label.IsVerified);
        Assert.False(Gate(policy).Judge(Subject() with { Digest = Digest.Of("x"u8), Bytes = "x"u8.ToArray() }).IsAllowed);
    }

    [Fact]
    public void Judge_Certificate_FollowsRootsSubjectsTimesAndUse()
    {
        (var root, var leaf, SigningKey key) = TestKeys.Chain("CN=release, O=Acme");
        Write("roots.pem", root.ExportCertificatePem());
        const string Policy = "trust: 1\nauthorities: {corp: {x509: {roots: roots.pem, subjects: [\"CN=release, O=Acme\"]}}}\nrules: [{signers: [corp]}]";
        TrustEvidence evidence = new("b", BundleSigner.SignMessage(s_bytes, key, [leaf]), true);
        Assert.True(Gate(Policy, evidence).Judge(Subject()).IsAllowed);
        Refused(Gate(Policy.Replace("O=Acme", "O=Else", StringComparison.Ordinal), evidence).Judge(Subject()), ErrorCodes.Trust.IdentityMismatch);
        Refused(Gate(Policy + $"\nrevoked: {{keys: [{Digest.Of(leaf.RawData)}]}}", evidence).Judge(Subject()), ErrorCodes.Trust.Revoked);

        (var strangerRoot, var strangerLeaf, SigningKey stranger) = TestKeys.Chain("CN=release, O=Acme");
        Refused(Gate(Policy, new TrustEvidence("b", BundleSigner.SignMessage(s_bytes, stranger, [strangerLeaf]), true)).Judge(Subject()), ErrorCodes.Trust.UntrustedSource);

        (var oldRoot, var oldLeaf, SigningKey old) = TestKeys.Chain("CN=release, O=Acme", from: -20, to: -10);
        Write("roots.pem", oldRoot.ExportCertificatePem());
        Refused(Gate(Policy, new TrustEvidence("b", BundleSigner.SignMessage(s_bytes, old, [oldLeaf]), true)).Judge(Subject()), ErrorCodes.Trust.CertificateExpired);

        (var webRoot, var webLeaf, SigningKey web) = TestKeys.Chain("CN=release, O=Acme", use: "1.3.6.1.5.5.7.3.1");
        Write("roots.pem", webRoot.ExportCertificatePem());
        Refused(Gate(Policy, new TrustEvidence("b", BundleSigner.SignMessage(s_bytes, web, [webLeaf]), true)).Judge(Subject()), ErrorCodes.Trust.UntrustedSource);
        Assert.NotEqual(root.Thumbprint, strangerRoot.Thumbprint);
    }

    [Fact]
    public void Judge_Statement_IsAboutItsSubjectOnly()
    {
        var statement = new InTotoStatement([new StatementSubject("c", Digest.Of(s_bytes))], "https://slsa.dev/provenance/v1", []);
        var evidence = new TrustEvidence("b", BundleSigner.SignStatement(statement, TestKeys.Ed25519Key, []), true);
        Assert.True(Gate(OneKey, evidence).Judge(Subject()).IsAllowed);
        InTotoStatement other = statement with { Subjects = [new StatementSubject("c", Digest.Of("else"u8))] };
        Refused(Gate(OneKey, new TrustEvidence("b", BundleSigner.SignStatement(other, TestKeys.Ed25519Key, []), true)).Judge(Subject()), ErrorCodes.Trust.InvalidStatement);

        // What only says something of the bytes does not stand up for them.
        Refused(Gate(OneKey, new TrustEvidence("b", BundleSigner.SignStatement(statement with { PredicateType = "https://cyclonedx.org/bom" }, TestKeys.Ed25519Key, []), true)).Judge(Subject()), ErrorCodes.Trust.InvalidStatement);
    }

    [Fact]
    public void Judge_LocalAllow_CoversFilesOfThisMachineOnly()
    {
        const string Policy = "trust: 1\nlocal: allow\nauthorities: {release: {key: ed.pub}}\nrules: [{sources: [\"oci://*\"], signers: [release]}]";
        Assert.True(Gate(Policy).Judge(Subject()).IsAllowed);
        Assert.False(Gate(Policy).Judge(Subject() with { Origin = TrustOrigin.Fetched, Source = "oci://ghcr.io/acme/log:1" }).IsAllowed);
        Assert.False(Gate(Policy).Judge(Subject() with { Origin = TrustOrigin.Fetched, Source = "https://example.com/c.wasm" }).IsAllowed);
    }

    [Theory]
    [InlineData("oci://ghcr.io/acme/log:1.2.0", "acme:log")]
    [InlineData("oci://ghcr.io/acme/log@sha256:00", "acme:log")]
    [InlineData("https://example.com/a/b/c.wasm", "b:c.wasm")]
    [InlineData("log.wasm", null)]
    public void Rule_PackageOfAnAddress_IsItsLastTwoParts(string source, string? package) => Assert.Equal(package, TrustRule.PackageOf(source));

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbb", false)]
    [InlineData("kv-*", "kv-", true)]
    [InlineData("", "", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    public void Rule_Pattern_Matches(string pattern, string text, bool matches) => Assert.Equal(matches, StarPattern.Matches(pattern, text));

    [Fact]
    public void Cache_RemembersWhatSucceeded_ByDigestBackendAndPolicy()
    {
        var store = new ContentStore(Path.Combine(_folder, "store"));
        TrustPolicy policy = Policy(OneKey);
        Assert.True(new TrustGate(policy, [new GivenEvidence(Digest.Of(s_bytes), [Bundle(TestKeys.Ed25519Key)])], new StoredTrustCache(store)).Judge(Subject()).IsAllowed);

        // No evidence any more: only the cache can answer, and only for the same digest under the same policy.
        var warm = new TrustGate(policy, [], new StoredTrustCache(store));
        Assert.True(Assert.Single(warm.Explain(Subject()).Steps).Voucher!.WasCached);
        Assert.False(warm.Judge(Subject() with { Digest = Digest.Of("x"u8), Bytes = "x"u8.ToArray() }).IsAllowed);
        Assert.False(new TrustGate(Policy(OneKey.Replace("ed.pub", "ec.pub", StringComparison.Ordinal)), [], new StoredTrustCache(store)).Judge(Subject()).IsAllowed);
        Assert.False(new TrustGate(Policy(OneKey + "\nrevoked: {identities: [x]}"), [], new StoredTrustCache(store)).Judge(Subject()).IsAllowed);
        Assert.False(new TrustGate(policy, [], new StoredTrustCache(store), new LaterTime(TimeSpan.FromHours(25))).Judge(Subject()).IsAllowed);
    }

    [Fact]
    public void Cache_EntrySwappedEditedOrOfAnotherStore_IsAMiss()
    {
        var store = new ContentStore(Path.Combine(_folder, "store"));
        TrustPolicy policy = Policy(OneKey);
        new TrustGate(policy, [new GivenEvidence(Digest.Of(s_bytes), [Bundle(TestKeys.Ed25519Key)])], new StoredTrustCache(store)).Judge(Subject());
        string entry = Assert.Single(Directory.GetFiles(Path.Combine(store.Root, "trust-cache"), "*", SearchOption.AllDirectories));
        byte[] good = File.ReadAllBytes(entry);
        bool Answers(ContentStore where) => new TrustGate(policy, [], new StoredTrustCache(where)).Judge(Subject()).IsAllowed;
        Assert.True(Answers(store));
        for (int i = 0; i < good.Length; i += 7)
        {
            byte[] bad = [.. good];
            bad[i] ^= 1;
            File.WriteAllBytes(entry, bad);
            Assert.False(Answers(store));
        }

        File.WriteAllBytes(entry, good[..20]);
        Assert.False(Answers(store));
        var other = new ContentStore(Path.Combine(_folder, "other"));
        string copy = entry.Replace(store.Root, other.Root, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllBytes(copy, good);
        Assert.False(Answers(other));
    }

    [Theory]
    [InlineData("trust: 2", "version 2")]
    [InlineData("trust: 1\nmode: lax", "'lax' is not one of")]
    [InlineData("trust: 1\nrule: []", "'rule' is not a key")]
    [InlineData("mode: strict", "'trust' is missing")]
    [InlineData("trust: 1\nauthorities: {a: {}}", "has no kind")]
    [InlineData("trust: 1\nauthorities: {a: {key: ed.pub, digests: []}}", "several kinds")]
    [InlineData("trust: 1\nauthorities: {a: {key: nowhere.pub}}", "cannot be read")]
    [InlineData("trust: 1\nauthorities: {a: {key: ed.pub}}\nrules: [{signers: [b]}]", "no authority 'b'")]
    [InlineData("trust: 1\nauthorities: {a: {key: ed.pub}}\nrules: [{signers: [a], threshold: 2}]", "threshold")]
    [InlineData("trust: 1\nauthorities: {a: {key: ed.pub, expires: soon}}", "'soon' is not a time")]
    [InlineData("trust: 1\nauthorities: {a: {x509: {roots: ed.pub, subjects: []}}}", "no subject")]
    [InlineData("trust: 1\nauthorities: {a: {sigstore: {identity: \"*\", issuer: i, trusted-root: ed.pub}}}", "matches everybody")]
    [InlineData("trust: 1\nrevoked: {digests: [12]}", "'12' is not a SHA-256")]
    [InlineData("trust: 1\ntrust: 1", "twice")]
    [InlineData("- trust", "a map is expected")]
    public void Read_BadPolicy_SaysWhatIsWrong(string text, string expected) => Assert.Contains(expected, Invalid(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Policy_Digest_FollowsContentsOfKeysNotTheirNames()
    {
        Digest before = Policy(OneKey).Digest;
        Assert.Equal(before, Policy(OneKey.Replace("ed.pub", "./ed.pub", StringComparison.Ordinal)).Digest);
        Write("ed.pub", KeyFiles.PublicPem(TestKeys.OtherKey.Key));
        Assert.NotEqual(before, Policy(OneKey).Digest);
    }

    private static TrustSubject Subject() => new(Digest.Of(s_bytes), "c", TrustOrigin.Local) { Bytes = s_bytes };

    private static TrustEvidence Bundle(SigningKey key) => new("b", BundleSigner.SignMessage(s_bytes, key, []), true);

    private static void Refused(TrustVerdict verdict, ErrorCode code)
    {
        Assert.False(verdict.IsAllowed);
        Assert.Equal(code, Assert.Single(verdict.Problems).Code);
        Assert.False(verdict.Label.IsVerified);
    }

    private TrustGate Gate(string policy, params TrustEvidence[] evidence) => new(Policy(policy), [new GivenEvidence(Digest.Of(s_bytes), evidence)]);

    private TrustPolicy Policy(string text) => TrustPolicyReader.Read(Encoding.UTF8.GetBytes(text), "trust.yaml", _folder);

    private ComposeException Invalid(string text)
    {
        var e = Assert.Throws<ComposeException>(() => Policy(text));
        Assert.All(e.Errors, error => Assert.Equal(ErrorCodes.Trust.InvalidPolicy, error.Code));
        return e;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + by;
    }
}
