using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Testing;
using Compose.Trust.Sigstore;

namespace Compose.Trust.Tests;

/// <summary>
/// Every field of everything that is read for trust, wrong in every way (<see cref="JsonSweep"/>). The patterns beside each sweep
/// are the whole list of what may change without the verdict changing.
/// </summary>
public sealed class HostileFieldsTests : IDisposable
{
    private static readonly byte[] s_bytes = "a component"u8.ToArray();
    private static readonly InTotoStatement s_statement = new([new StatementSubject("c", Digest.Of(s_bytes))], ManifestSignature.StatementType, []);
    private static readonly SigstoreStandIn s_instance = new();

    // A digest beside the signature repeats what is signed, and may be missing.
    private const string MessageDigest = "(cut|type) /messageSignature/messageDigest(/digest)?";

    // Where there is a timestamp and a promise of the log, either is enough to prove the time; what is there must hold.
    private const string Promise = "(cut|type) /verificationMaterial/tlogEntries/\\[\\]/inclusionPromise", Timestamps = "(cut|type) /verificationMaterial/timestampVerificationData(/rfc3161Timestamps(/\\[\\])?)?";

    // An intermediate twice is one path.
    private const string Chain = "again /verificationMaterial/x509CertificateChain/certificates/\\[\\]";

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("happy-path-v0.3-new-mediaType", "happy-path-v0.2", MessageDigest, "swap /mediaType")] // the older version asks for no more
    [InlineData("happy-path-v0.2", "happy-path-v0.3-new-mediaType", MessageDigest, Chain)]
    [InlineData("happy-path-intoto-in-dsse-v3", "happy-path-v0.3-new-mediaType")]
    [InlineData(
        "intoto-with-custom-trust-root",
        "happy-path-intoto-in-dsse-v3",
        Chain,
        Promise,
        Timestamps,
        "(cut|type) /verificationMaterial/tlogEntries/\\[\\]/inclusionProof/(logIndex|hashes)", // a tree of one leaf: absent is zero, and none
        "(cut|type) /dsseEnvelope/signatures/\\[\\]/keyid")] // a hint
    [InlineData(
        "rekor2-checkpoint-origin-not-first",
        "rekor2-checkpoint-two-sigs-from-origin",
        MessageDigest,
        "(cut|type) /verificationMaterial/tlogEntries/\\[\\]/logIndex", // without a promise, which it is part of, the proof's own index counts
        "swap /verificationMaterial(/tlogEntries(/\\[\\](/inclusionProof(/checkpoint(/envelope)?)?)?)?)?")] // the other case is the same signature, with one more witness
    [InlineData(
        "managed-key-happy-path",
        "managed-key-and-trusted-root",
        MessageDigest,
        Promise,
        Timestamps,
        "(type) /verificationMaterial/publicKey",
        "(cut|type|damage) /verificationMaterial/publicKey/hint")] // the policy names the key
    public void Bundle_OfThePublicCases(string name, string other, params string[] irrelevant)
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify");
        foreach (string file in Directory.GetFiles(Path.Combine(suite, name)))
        {
            File.WriteAllBytes(Path.Combine(_folder, Path.GetFileName(file)), File.ReadAllBytes(file));
        }

        int count = JsonSweep.Run(
            File.ReadAllText(Path.Combine(suite, name, "bundle.sigstore.json")),
            File.ReadAllText(Path.Combine(suite, other, "bundle.sigstore.json")),
            bundle =>
            {
                File.WriteAllText(Path.Combine(_folder, "bundle.sigstore.json"), bundle, new UTF8Encoding(false));
                SigstoreSuiteTests.Verify(suite, _folder);
            },
            irrelevant);
        Assert.True(count > 200, $"{count} changes");
    }

    [Theory]
    [InlineData("hashedrekord", "0.0.1")]
    [InlineData("hashedrekord", "0.0.2", "(cut|type|damage) /spec/hashedRekordV002/signature/verifier/keyDetails")] // the key says what it is
    [InlineData("dsse", "0.0.1")]
    [InlineData("dsse", "0.0.2", "(cut|type|damage) /spec/dsseV002/signatures/\\[\\]/verifier/keyDetails")]
    [InlineData("intoto", "0.0.1")]
    [InlineData("intoto", "0.0.2")]
    public void LogEntry_WhoseBodyIsLoggedAsItIs(string kind, string version, params string[] irrelevant)
    {
        // The log has signed what is changed here: only what the body says can refuse it.
        JsonObject Made() => kind == "hashedrekord" ? s_instance.Message(s_bytes, version) : s_instance.Statement(s_statement, kind, version);
        JsonObject bundle = Made();
        string Body(JsonObject of) => Encoding.UTF8.GetString(Convert.FromBase64String(of["verificationMaterial"]!["tlogEntries"]![0]!["canonicalizedBody"]!.GetValue<string>()));
        JsonSweep.Run(Body(bundle), Body(Made()), body =>
        {
            JsonObject changed = bundle.DeepClone().AsObject();
            changed["verificationMaterial"]!["tlogEntries"] = new JsonArray(s_instance.Entry(Encoding.UTF8.GetBytes(body), kind, version));
            Verify(changed);
        }, irrelevant);
    }

    [Fact]
    public void Certificate_OfAnIdentity_WithAnyByteChanged()
    {
        JsonObject bundle = s_instance.Message(s_bytes);
        byte[] certificate = Convert.FromBase64String(bundle["verificationMaterial"]!["certificate"]!["rawBytes"]!.GetValue<string>());
        for (int i = 0; i < certificate.Length; i++)
        {
            byte[] changed = [.. certificate];
            changed[i] ^= (byte)(1 << (i % 8));
            bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String(changed);
            Assert.Equal("Trust", Assert.Throws<ComposeException>(() => Verify(bundle)).Error.Code.Domain);
        }
    }

    [Fact]
    public void Statement_ThatIsSignedAsItIs()
    {
        string original = Encoding.UTF8.GetString(s_statement.ToBytes());
        JsonSweep.Run(original, null, payload =>
        {
            DsseEnvelope envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, Encoding.UTF8.GetBytes(payload), TestKeys.P256Key);
            Judge(new TrustEvidence("b", Bundle(envelope), true));
        }, "(cut|type) /predicate", "(cut|type) /subject/\\[\\]/name", "again /subject/\\[\\]"); // a signature of this kind has nothing to say but of whom
    }

    [Fact]
    public void ManifestSignature_InBothForms()
    {
        byte[] manifest = ManifestSignatureTests.Manifest("application/vnd.oci.image.manifest.v1+json", "layers", Digest.Of(s_bytes), s_bytes.Length);
        byte[] statement = BundleSigner.SignStatement(ManifestSignature.Statement(Digest.Of(manifest)), TestKeys.P256Key, []);
        byte[] claim = Encoding.UTF8.GetBytes(Claim(manifest));
        ManifestSignature byClaim = new() { Manifests = [manifest], Content = claim, Annotations = new Dictionary<string, string> { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(TestKeys.P256Key.Sign(claim)) } };
        ManifestSignature byStatement = new() { Manifests = [manifest], Content = statement };
        string one = Text(byClaim.Encode()), two = Text(byStatement.Encode());
        JsonSweep.Run(one, two, document => Judge(Of(document)));
        JsonSweep.Run(two, one, document => Judge(Of(document)));

        // The parts, signed as they are.
        JsonSweep.Run(Text(manifest), null, changed =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(changed);
            Judge(new ManifestSignature { Manifests = [bytes], Content = BundleSigner.SignStatement(ManifestSignature.Statement(Digest.Of(bytes)), TestKeys.P256Key, []) }.ToEvidence("r"));
        },
        "(cut|type) /(schemaVersion|mediaType)", "(cut|type) /config", "(cut|type|damage) /config/(mediaType|digest|size)", "again /layers/\\[\\]", "(cut|type|damage) /layers/\\[\\]/mediaType"); // what else the manifest holds, and of what type the bytes are
        JsonSweep.Run(Text(claim), null, changed =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(changed);
            Judge((byClaim with { Content = bytes, Annotations = new Dictionary<string, string> { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(TestKeys.P256Key.Sign(bytes)) } }).ToEvidence("r"));
        }, "(cut|type) /optional"); // what the signer adds, which no policy asks for

        static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

        static TrustEvidence Of(string document) => new("r", Encoding.UTF8.GetBytes(document), false) { IsOfManifest = true };
    }

    [Fact]
    public void Bundle_WithACertificate()
    {
        (var root, var leaf, SigningKey key) = TestKeys.Chain("CN=release, O=Acme");
        File.WriteAllText(Path.Combine(_folder, "roots.pem"), root.ExportCertificatePem());
        string bundle = Encoding.UTF8.GetString(BundleSigner.SignMessage(s_bytes, key, [leaf]));
        const string Policy = "trust: 1\nauthorities: {corp: {x509: {roots: roots.pem, subjects: [\"CN=release, O=Acme\"]}}}\nrules: [{signers: [corp]}]";
        JsonSweep.Run(bundle, null, text => Judge(new TrustEvidence("b", Encoding.UTF8.GetBytes(text), true), Policy), MessageDigest);
        byte[] der = leaf.RawData;
        for (int i = 0; i < der.Length; i++)
        {
            byte[] changed = [.. der];
            changed[i] ^= 1;
            JsonNode node = JsonNode.Parse(bundle)!;
            node["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String(changed);
            var e = Assert.Throws<ComposeException>(() => Judge(new TrustEvidence("b", Encoding.UTF8.GetBytes(node.ToJsonString()), true), Policy));
            Assert.Equal("Trust", e.Error.Code.Domain);
        }
    }

    [Fact]
    public void TrustedRoot_AndPolicy_AreReadOrRefusedWithACode()
    {
        int count = 0;
        string root = s_instance.Root().ToJsonString();
        JsonObject bundle = s_instance.Message(s_bytes);
        Sweep(root, ErrorCodes.Trust.InvalidRoot, text => Verify(bundle, TrustedRoot.Parse(Encoding.UTF8.GetBytes(text))));
        File.WriteAllText(Path.Combine(_folder, "ec.pub"), KeyFiles.PublicPem(TestKeys.P256Key.Key));
        File.WriteAllText(Path.Combine(_folder, "root.json"), root);
        const string Policy = """
            {"trust": 1, "mode": "strict", "local": "verify", "cache": "1h",
             "authorities": {"a": {"key": "ec.pub", "expires": "2099-01-01", "statements": ["x"]}, "b": {"digests": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"]},
               "c": {"sigstore": {"identity": "x", "issuer": "y", "trusted-root": "root.json"}}},
             "rules": [{"components": ["*"], "packages": ["a:*"], "sources": ["oci://*"], "signers": ["a", "b"], "threshold": 2, "covers-nested": true}],
             "revoked": {"keys": {"0000000000000000000000000000000000000000000000000000000000000000": "2026-01-01"}, "digests": [], "identities": ["z"]}}
            """;
        Sweep(Policy, ErrorCodes.Trust.InvalidPolicy, text => TrustPolicyReader.Read(Encoding.UTF8.GetBytes(text), null, _folder));
        Assert.True(count > 1000, $"{count} changes");

        void Sweep(string original, ErrorCode malformed, Action<string> judge)
        {
            judge(original);
            foreach ((string what, string text) in JsonSweep.All(original))
            {
                count++;
                try
                {
                    judge(text);
                    Assert.True(what is not ("truncated" or "twice"), what);
                }
                catch (ComposeException e)
                {
                    Assert.All(e.Errors, error => Assert.Equal("Trust", error.Code.Domain));
                    Assert.True(what is not ("truncated" or "twice") || e.Error.Code == malformed, e.Message);
                }
            }
        }
    }

    [Fact]
    public void Key_CutOrDamaged_IsRefusedOrAnother()
    {
        byte[] signature = TestKeys.P256Key.Sign(s_bytes), spki = TestKeys.P256Key.Key.SubjectPublicKeyInfo.ToArray();
        string pem = KeyFiles.PublicPem(TestKeys.P256Key.Key);
        byte[] certificate = TestKeys.Chain("CN=x").Leaf.RawData;
        foreach (byte[] original in (byte[][])[spki, TestKeys.Ed25519Key.Key.SubjectPublicKeyInfo.ToArray(), Encoding.ASCII.GetBytes(pem), Encoding.ASCII.GetBytes(TestKeys.Chain("CN=x").Leaf.ExportCertificatePem()), certificate])
        {
            for (int i = 0; i < original.Length; i++)
            {
                Read(original[..i]);
                foreach (byte flip in (byte[])[1, 0x20, 0x80])
                {
                    byte[] changed = [.. original];
                    changed[i] ^= flip;
                    Read(changed);
                }
            }
        }

        void Read(byte[] bytes)
        {
            try
            {
                VerificationKey key = KeyFiles.ReadPublic(bytes);
                Assert.True(key.Id == TestKeys.P256Key.Key.Id || !key.Verify(s_bytes, signature));
            }
            catch (ComposeException e)
            {
                Assert.Equal(ErrorCodes.Trust.InvalidKey, e.Error.Code);
            }
        }
    }

    [Fact]
    public void DigestList_OfAnotherForm_IsRefused()
    {
        string digest = Digest.Of(s_bytes).Hex;
        foreach (string bad in (string[])[digest[..63], digest + "0", "sha512:" + digest, "sha256:" + digest[..63] + "g", " " + digest, "", "sha256:", "0x" + digest[..62]])
        {
            var e = Assert.Throws<ComposeException>(() => TrustPolicyReader.Read(Encoding.UTF8.GetBytes($"{{\"trust\": 1, \"authorities\": {{\"a\": {{\"digests\": [\"{bad}\"]}}}}}}"), null, _folder));
            Assert.Equal(ErrorCodes.Trust.InvalidPolicy, e.Error.Code);
        }
    }

    private static string Claim(byte[] manifest) =>
        $$$"""{"critical":{"identity":{"docker-reference":"registry.example.com/acme/log"},"image":{"docker-manifest-digest":"{{{Digest.Of(manifest)}}}"},"type":"cosign container image signature"},"optional":null}""";

    private static byte[] Bundle(DsseEnvelope envelope) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
        ["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = "" } },
        ["dsseEnvelope"] = envelope.ToJson(),
    }.ToJsonString());

    private static void Verify(JsonObject bundle) => Verify(bundle, s_instance.Verifier().Root);

    private static void Verify(JsonObject bundle, TrustedRoot root) =>
        new SigstoreVerifier(root).Verify(SigstoreBundle.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString())), new Artifact(s_bytes), SigstoreStandIn.Expected);

    /// <summary>Throws the verdict's own error where the evidence does not do.</summary>
    private void Judge(TrustEvidence evidence, string? policy = null)
    {
        File.WriteAllText(Path.Combine(_folder, "ec.pub"), KeyFiles.PublicPem(TestKeys.P256Key.Key));
        TrustPolicy read = TrustPolicyReader.Read(Encoding.UTF8.GetBytes(policy ?? "trust: 1\nauthorities: {k: {key: ec.pub}}\nrules: [{signers: [k]}]"), null, _folder);
        var subject = new TrustSubject(Digest.Of(s_bytes), "c", TrustOrigin.Fetched) { Source = "oci://registry.example.com/acme/log:1", Bytes = s_bytes };
        TrustVerdict verdict = new TrustGate(read, [new GivenEvidence(subject.Digest, [evidence])]).Judge(subject);
        if (!verdict.IsAllowed)
        {
            throw new ComposeException(verdict.Problems[0]);
        }
    }
}
