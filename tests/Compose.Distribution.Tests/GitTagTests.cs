using System.Text;
using Compose.Distribution.Oci;
using Compose.Distribution.Sources;
using Compose.Plans;
using Compose.Store;
using Compose.Trust;
using Compose.Trust.Git;

namespace Compose.Distribution.Tests;

/// <summary>Signed tags: made by Git with GnuPG and with ssh-keygen, judged by <c>git verify-tag</c> and by our gate alike.</summary>
public sealed class GitTagTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-tags-").FullName;
    private readonly ContentStore _store;

    public GitTagTests() => _store = new ContentStore(Path.Combine(_folder, "store"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ed25519", 0)]
    [InlineData("ecdsa", 256)]
    [InlineData("ecdsa", 384)]
    [InlineData("ecdsa", 521)]
    [InlineData("rsa", 3072)]
    public void Tag_SignedBySsh_Vouches(string type, int bits)
    {
        using var repository = new GitRepository();
        repository.SshKey("alice", type, bits: bits);
        repository.Git("tag", "-s", "-m", "release", "v1");
        Assert.True(repository.Verifies("v1"));
        TrustVerdict verdict = Judge(Policy(repository), Fetch(repository.Source("v1")));
        Assert.True(verdict.IsAllowed);
        Assert.Equal(TrustLabel.CoreVerified, verdict.Label);
        Assert.Matches(@"^who: SSH SHA256:\S{43} \(alice@example.com\) by the tag v1$", Assert.Single(verdict.Vouchers));
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("nistp256")]
    [InlineData("rsa3072")]
    public void Tag_SignedByOpenPgp_Vouches(string algorithm)
    {
        using var repository = new GitRepository();
        string keyring = repository.PgpKey(algorithm);
        repository.Git("tag", "-s", "-m", "release", "v1");
        Assert.True(repository.Verifies("v1"));
        TrustSubject subject = Fetch(repository.Source("v1"));
        Assert.Equal(TrustLabel.CoreVerified, Judge($"openpgp: {{keyring: {keyring}}}", subject).Label);

        // Whoever looks for an SSH key finds none.
        repository.SshKey("alice");
        Assert.Equal(ErrorCodes.Trust.UntrustedSource, Assert.Single(Judge(Policy(repository), subject).Problems).Code);
    }

    [Fact]
    public void Tag_InARepositoryOfSha256_Vouches()
    {
        using var repository = new GitRepository("sha256");
        repository.SshKey("alice");
        repository.Git("tag", "-s", "-m", "release", "v1");
        TrustSubject subject = Fetch(repository.Source("v1"), out LockedSource locked);
        Assert.True(Judge(Policy(repository), subject).IsAllowed);
        Assert.Matches("^[0-9a-f]{64}$", locked.Commit);
    }

    [Fact]
    public void Tag_WithoutPath_FindsTheOneComponent_AndVouches()
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        repository.Git("tag", "-s", "-m", "release", "v1");
        Assert.True(Judge(Policy(repository), Fetch(repository.Source("v1", string.Empty))).IsAllowed);
    }

    [Theory]
    [InlineData("lightweight", "is a lightweight one")]
    [InlineData("annotated", "is not signed")]
    public void Tag_ThatNobodySigned_IsRefusedRecordedOrAccepted_ByTheMode(string kind, string why)
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        repository.Git([.. (string[])["-c", "tag.gpgSign=false", "tag"], .. kind == "annotated" ? (string[])["-a", "-m", "release"] : [], "v1"]);
        TrustSubject subject = Fetch(repository.Source("v1"));
        TrustVerdict strict = Judge(Policy(repository), subject);
        Assert.False(strict.IsAllowed);
        Assert.Equal(ErrorCodes.Trust.MissingSignature, Assert.Single(strict.Problems).Code);
        Assert.Contains(why, strict.Problems[0].Message, StringComparison.Ordinal);

        TrustVerdict audit = Judge(Policy(repository), subject, "audit");
        Assert.True(audit.IsAllowed);
        Assert.Equal((ErrorCodes.Trust.Audited, TrustLabel.CoreUnverified), (Assert.Single(audit.Problems).Code, audit.Label));
        TrustVerdict dev = Judge(Policy(repository), subject, "dev");
        Assert.Equal((true, 0, TrustLabel.CoreUnverified), (dev.IsAllowed, dev.Problems.Count, dev.Label));
    }

    [Theory]
    [InlineData("bob", "Trust.UntrustedSource")]
    [InlineData("mallory", "Trust.IdentityMismatch")]
    [InlineData("late", "Trust.CertificateExpired")]
    [InlineData("files", "Trust.IdentityMismatch")]
    [InlineData("revoked", "Trust.Revoked")]
    public void Tag_OfAnotherSigner_IsRefused(string signer, string code)
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        string policy = Policy(repository, "alice@example.com, late@example.com, files@example.com, revoked@example.com");
        File.WriteAllText(Path.Combine(_folder, "unlisted"), string.Empty);
        repository.SshKey("late", options: "valid-before=\"20200101Z\"");
        repository.SshKey("files", options: "namespaces=\"file,!git\"");
        repository.SshKey("revoked");
        string own = File.ReadAllText(repository.AllowedSigners);
        string key = signer is "late" or "files" or "revoked" ? Path.Combine(Path.GetDirectoryName(repository.AllowedSigners)!, signer) : repository.SshKey(signer);
        if (signer == "bob")
        {
            File.WriteAllText(repository.AllowedSigners, own);
        }

        repository.Git("config", "user.signingkey", key);
        repository.Git("tag", "-s", "-m", "release", "v1");
        TrustVerdict verdict = Judge(policy, Fetch(repository.Source("v1")), "strict", "revoked: {identities: [revoked@example.com]}");
        Assert.Equal(code, Assert.Single(verdict.Problems).Code.Name);
        Assert.False(verdict.IsAllowed);
    }

    [Fact]
    public void Evidence_Changed_IsRefused_AtEveryByte()
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        repository.Git("tag", "-s", "-m", "release", "v1");
        TrustSubject subject = Fetch(repository.Source("v1"));
        byte[] proof = ProofOf(subject);
        TrustPolicy policy = Read(Policy(repository));
        for (int i = 0; i < proof.Length; i++)
        {
            byte[] changed = [.. proof];
            changed[i] ^= 0x01;

            // The last character of base64 has bits that mean nothing.
            Assert.True(!Judge(policy, subject, changed).IsAllowed || Armor(changed).SequenceEqual(Armor(proof)), $"byte {i}");
        }

        for (int length = 0; length < proof.Length; length += 7)
        {
            Assert.False(Judge(policy, subject, proof[..length]).IsAllowed, $"{length} bytes");
        }
    }

    [Fact]
    public void Evidence_ForOtherBytes_OtherTags_OrFromElsewhere_IsRefused()
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        repository.Write("dist/other.wasm", [.. Fixtures.Greeter(), 0]);
        repository.Git("tag", "-s", "-m", "release", "v1");
        TrustSubject subject = Fetch(repository.Source("v1")), other = Fetch(repository.Source("v1", ":dist/other.wasm"));
        TrustPolicy policy = Read(Policy(repository));
        byte[] proof = ProofOf(subject);
        Assert.True(Judge(policy, subject, proof).IsAllowed);
        Assert.True(Judge(policy, subject with { Source = null, Origin = TrustOrigin.Nested }, proof).IsAllowed);

        // Signed, and about something else: the other file; another tag or path; what a registry offers under an address of its own.
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Assert.Single(Judge(policy, other with { Source = subject.Source }, proof).Problems).Code);
        Assert.False(Judge(policy, subject with { Source = repository.Source("v2") }, proof).IsAllowed);
        Assert.False(Judge(policy, subject with { Source = repository.Source("v1", ":dist/other.wasm") }, proof).IsAllowed);
        Assert.Contains("comes from Git", Assert.Single(Judge(policy, subject with { Source = "oci://example.com/a/b:1" }, proof).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_UnderAnotherName_IsNotFetched()
    {
        using var repository = new GitRepository();
        repository.SshKey("alice");
        repository.Git("tag", "-s", "-m", "release", "v1");

        // The signed tag of an old version, offered as a new one: Git itself takes its signature.
        repository.Git("update-ref", "refs/tags/v2", repository.Git("rev-parse", "v1").Trim());
        Assert.True(repository.Verifies("v2"));
        ComposeException refused = Assert.Throws<ComposeException>(() => Fetch(repository.Source("v2")));
        Assert.Contains("it was made as 'v1'", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_OfATag_AndALink_AreNotFetched()
    {
        using var repository = new GitRepository();
        repository.Git("tag", "-a", "-m", "one", "v1");
        repository.Git("tag", "-a", "-m", "two", "v2", "v1");
        Assert.Contains("of a tag, not of a commit", Assert.Throws<ComposeException>(() => Fetch(repository.Source("v2"))).Error.Message, StringComparison.Ordinal);
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "link.wasm"), "/etc/passwd");
        repository.Git("add", ".");
        repository.Git("commit", "--quiet", "-m", "link");
        repository.Git("tag", "-a", "-m", "three", "v3");
        Assert.Contains("of the mode 120000", Assert.Throws<ComposeException>(() => Fetch(repository.Source("v3", ":link.wasm"))).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_ThatAreMalformed_AreNotFetched()
    {
        using var repository = new GitRepository();
        string blob = repository.Git("rev-parse", "HEAD:dist/greeter.wasm").Trim();
        byte[] entry = [.. "100644 a.wasm\0"u8, .. Convert.FromHexString(blob)];
        string tree = repository.Object("tree", [.. entry, .. entry]);
        string commit = repository.Object("commit", Encoding.ASCII.GetBytes($"tree {tree}\nauthor a <a@example.com> 1 +0000\ncommitter a <a@example.com> 1 +0000\n\ntwice\n"));
        repository.Git("update-ref", "refs/tags/v1", commit);
        Assert.Equal("Source.GitFailed", Assert.Throws<ComposeException>(() => Fetch(repository.Source("v1", ":a.wasm"))).Error.Code.Name);
    }

    [Theory]
    [InlineData("git:ext::sh -c touch#v1")]
    [InlineData("git:--upload-pack=touch#v1")]
    [InlineData("git:ssh://-oProxyCommand=touch/a#v1")]
    [InlineData("git:ssh://-l@host/a#v1")]
    [InlineData("git:https://user:password@example.com/a#v1")]
    [InlineData("git:/etc#v1")]
    [InlineData("git:file://host/a#--all")]
    [InlineData("git:https://example.com/a#v1:../x")]
    [InlineData("git:https://example.com/a#v1:.git/config")]
    [InlineData("git:https://example.com/a#v1 v2")]
    [InlineData("git:https://example.com/a#refs/*")]
    [InlineData("git:https://example.com/a#a..b")]
    public void Address_ThatIsMoreThanOne_IsNone(string text) => Assert.False(SourceAddress.TryParse(text, out _, out string? why), why);

    private static byte[] Armor(byte[] proof)
    {
        string text = Encoding.Latin1.GetString(proof);
        const string Begin = "-----BEGIN SSH SIGNATURE-----", End = "-----END SSH SIGNATURE-----";
        return Convert.FromBase64String(text[(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..text.IndexOf(End, StringComparison.Ordinal)]);
    }

    private TrustSubject Fetch(string source) => Fetch(source, out _);

    private TrustSubject Fetch(string source, out LockedSource locked)
    {
        using OciSession session = Fixtures.Session();
        using var remote = new RemoteSources(_store, session);
        Assert.True(SourceAddress.TryParse(source, out SourceAddress? address, out string? why), why);
        FetchedSource fetched = remote.Fetch(address, null, null);
        locked = fetched.Locked;
        Assert.Equal(source, _store.FetchedFrom(locked.Digest));
        return new TrustSubject(locked.Digest, "greeter", TrustOrigin.Fetched) { Source = source, Bytes = fetched.Bytes };
    }

    private byte[] ProofOf(TrustSubject subject)
    {
        byte[] bytes = Assert.Single(new StoredEvidence(_store).Find(subject)).Bytes.ToArray();
        Assert.Equal(bytes, GitTagProof.Read(bytes).Encode());
        return bytes;
    }

    private static string Policy(GitRepository repository, string principals = "") => $"ssh: {{allowed-signers: {repository.AllowedSigners}{(principals.Length > 0 ? $", principals: [{principals}]" : string.Empty)}}}";

    private TrustVerdict Judge(string authority, TrustSubject subject, string mode = "strict", string more = "") =>
        new TrustGate(Read(authority, mode, more), [new StoredEvidence(_store)]).Judge(subject);

    private static TrustVerdict Judge(TrustPolicy policy, TrustSubject subject, byte[] evidence) =>
        new TrustGate(policy, [new GivenEvidence(subject.Digest, [new TrustEvidence("proof", evidence, IsBundle: false)])]).Judge(subject);

    private TrustPolicy Read(string authority, string mode = "strict", string more = "") => TrustPolicyReader.Read(
        Encoding.UTF8.GetBytes($"trust: 1\nmode: {mode}\nauthorities:\n  who: {{{authority}}}\nrules:\n  - components: [\"*\"]\n    signers: [who]\n{more}\n"), "trust.yaml", _folder);
}
