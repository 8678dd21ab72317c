using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Store;

namespace Compose.Trust.Tests;

/// <summary>Signatures of OCI manifests: the way from what was signed to the bytes, and what the signature says.</summary>
public sealed class ManifestSignatureTests : IDisposable
{
    private const string Repository = "registry.example.com/acme/log", ManifestType = "application/vnd.oci.image.manifest.v1+json", IndexType = "application/vnd.oci.image.index.v1+json";
    private static readonly byte[] s_bytes = "a component"u8.ToArray();
    private static readonly byte[] s_manifest = Manifest(ManifestType, "layers", Digest.Of(s_bytes), s_bytes.Length);

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-manifest-").FullName;

    public ManifestSignatureTests() => File.WriteAllText(Path.Combine(_folder, "ec.pub"), KeyFiles.PublicPem(TestKeys.P256Key.Key));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Statement_AboutTheManifest_VouchesForItsLayer()
    {
        TrustVerdict verdict = Judge(ByStatement(s_manifest));
        Assert.True(verdict.IsAllowed);
        Assert.True(verdict.Label.IsVerified);
        Assert.Contains("by the manifest " + Digest.Of(s_manifest).Hex[..16], Assert.Single(verdict.Vouchers), StringComparison.Ordinal);
    }

    [Fact]
    public void Statement_AboutAnIndexOfTheManifest_VouchesToo()
    {
        byte[] index = Manifest(IndexType, "manifests", Digest.Of(s_manifest), s_manifest.Length);
        Assert.True(Judge(ByStatement(index) with { Manifests = [index, s_manifest] }).IsAllowed);
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement(index) with { Manifests = [index] }));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(s_manifest) with { Manifests = [index, s_manifest] }));
        byte[] other = Manifest(ManifestType, "layers", Digest.Of(s_bytes), s_bytes.Length, "other");
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(index) with { Manifests = [index, other] }));
    }

    [Fact]
    public void Manifest_ThatDoesNotNameTheBytes_OrCouldBeReadTwice_IsRefused()
    {
        byte[] stranger = Manifest(ManifestType, "layers", Digest.Of("else"u8), 4);
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(stranger)));

        // The right manifest put in place of the one that was signed, and the other way round.
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(stranger) with { Manifests = [s_manifest] }));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(s_manifest) with { Manifests = [stranger] }));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(Manifest(ManifestType, "layers", Digest.Of(s_bytes), s_bytes.Length + 1))));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement(Manifest(IndexType, "layers", Digest.Of(s_bytes), s_bytes.Length))));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByStatement(Manifest(ManifestType, "config-layers", Digest.Of(s_bytes), s_bytes.Length))));
        JsonObject both = JsonNode.Parse(s_manifest)!.AsObject();
        both["manifests"] = both["layers"]!.DeepClone();
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement(Encoding.UTF8.GetBytes(both.ToJsonString()))));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement("no json"u8.ToArray())));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement(s_manifest) with { Manifests = [] }));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByStatement(s_manifest) with { Manifests = [s_manifest, s_manifest, s_manifest, s_manifest, s_manifest] }));
    }

    [Fact]
    public void Statement_ThatOnlySaysSomethingOfTheManifest_DoesNotVouch()
    {
        InTotoStatement scan = ManifestSignature.Statement(Digest.Of(s_manifest)) with { PredicateType = "https://example.com/scan/v1" };
        ManifestSignature signature = new() { Manifests = [s_manifest], Content = BundleSigner.SignStatement(scan, TestKeys.P256Key, []) };
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(signature));
        Assert.True(Gate(signature, "ec.pub, statements: [\"https://example.com/scan/v1\"]").Judge(Subject()).IsAllowed);
        Assert.False(Gate(ByStatement(s_manifest), "ec.pub, statements: [\"https://example.com/scan/v1\"]").Judge(Subject()).IsAllowed);
    }

    [Fact]
    public void Statement_ByAnotherKey_IsRefused()
    {
        byte[] bundle = BundleSigner.SignStatement(ManifestSignature.Statement(Digest.Of(s_manifest)), TestKeys.OtherKey, []);
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Refused(new ManifestSignature { Manifests = [s_manifest], Content = bundle }));
    }

    [Fact]
    public void Message_ThatIsTheManifest_Vouches()
    {
        byte[] bundle = BundleSigner.SignMessage(s_manifest, TestKeys.P256Key, []);
        Assert.True(ManifestSignature.IsAbout(bundle, Digest.Of(s_manifest)));
        Assert.False(ManifestSignature.IsAbout(bundle, Digest.Of(s_bytes)));
        Assert.True(Judge(new ManifestSignature { Manifests = [s_manifest], Content = bundle }).IsAllowed);
    }

    [Fact]
    public void Claim_InTheOlderForm_VouchesForItsRepositoryOnly()
    {
        ManifestSignature claim = ByClaim();
        Assert.True(Judge(claim).IsAllowed);
        TrustSubject elsewhere = Subject() with { Source = "oci://registry.example.com/acme/other@" + Digest.Of(s_manifest) };
        Assert.Equal(ErrorCodes.Trust.IdentityMismatch, Gate(claim).Judge(elsewhere).Problems[0].Code);

        // The capitals of a host, a tag, Docker Hub's other names: the same repository.
        Assert.True(Gate(claim).Judge(Subject() with { Source = "oci://REGISTRY.example.com/acme/log:1" }).IsAllowed);
        Assert.True(Gate(ByClaim(reference: "index.docker.io/acme/log")).Judge(Subject() with { Source = "oci://docker.io/acme/log:1" }).IsAllowed);

        // Where there is no registry, nothing can be compared; cosign does not compare at all.
        Assert.True(Gate(claim).Judge(Subject() with { Source = "oci-layout:vendor" }).IsAllowed);
    }

    [Fact]
    public void Claim_AboutElse_OrDamaged_IsRefused()
    {
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByClaim(manifest: Digest.Of("else"u8).ToString())));
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Refused(ByClaim(manifest: Digest.Of(s_manifest).Hex)));
        Assert.Equal(ErrorCodes.Trust.IdentityMismatch, Refused(ByClaim(reference: "registry.example.com/evil/log")));
        Assert.Equal(ErrorCodes.Trust.IdentityMismatch, Refused(ByClaim(reference: string.Empty)));
        Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByClaim(type: "atomic container signature")));
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Refused(ByClaim() with { Content = (byte[])[.. ByClaim().Content.Span, (byte)'\n'] }));
        foreach ((string name, string value) in ((string, string)[])
        [
            ("dev.cosignproject.cosign/signature", ""),
            ("dev.cosignproject.cosign/signature", "%%%"),
            ("dev.sigstore.cosign/certificate", "no pem"),
            ("dev.sigstore.cosign/certificate", KeyFiles.PublicPem(TestKeys.P256Key.Key)),
            ("dev.sigstore.cosign/bundle", "{}"),
            ("dev.sigstore.cosign/bundle", "["),
            ("dev.sigstore.cosign/bundle", """{"SignedEntryTimestamp":"AAAA","Payload":{"body":"e30=","integratedTime":1,"logIndex":1,"logID":"00"}}"""),
            ("dev.sigstore.cosign/rfc3161timestamp", "{}"),
        ])
        {
            var annotations = new Dictionary<string, string>(ByClaim().Annotations!) { [name] = value };
            Assert.Equal(ErrorCodes.Trust.InvalidBundle, Refused(ByClaim() with { Annotations = annotations }));
        }
    }

    [Fact]
    public void Claim_LoggedUnderAnIdentity_IsVerifiedAsBundlesAre()
    {
        var instance = new SigstoreStandIn();
        byte[] claim = Claim();
        JsonObject bundle = instance.Message(claim);
        JsonNode material = bundle["verificationMaterial"]!, entry = material["tlogEntries"]![0]!;
        byte[] certificate = Convert.FromBase64String(material["certificate"]!["rawBytes"]!.GetValue<string>());
        var annotations = new Dictionary<string, string>
        {
            ["dev.cosignproject.cosign/signature"] = bundle["messageSignature"]!["signature"]!.GetValue<string>(),
            ["dev.sigstore.cosign/certificate"] = System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", certificate),
            ["dev.sigstore.cosign/bundle"] = new JsonObject
            {
                ["SignedEntryTimestamp"] = entry["inclusionPromise"]!["signedEntryTimestamp"]!.GetValue<string>(),
                ["Payload"] = new JsonObject
                {
                    ["body"] = entry["canonicalizedBody"]!.GetValue<string>(),
                    ["integratedTime"] = SigstoreStandIn.Now.ToUnixTimeSeconds(),
                    ["logIndex"] = 41,
                    ["logID"] = Convert.ToHexStringLower(Convert.FromBase64String(entry["logId"]!["keyId"]!.GetValue<string>())),
                },
            }.ToJsonString(),
        };
        File.WriteAllText(Path.Combine(_folder, "root.json"), instance.Root().ToJsonString());
        var signature = new ManifestSignature { Manifests = [s_manifest], Content = claim, Annotations = annotations };
        string policy = $"trust: 1\nauthorities: {{ci: {{sigstore: {{identity: \"{SigstoreStandIn.Identity}\", issuer: \"{SigstoreStandIn.Issuer}\", trusted-root: root.json}}}}}}\nrules: [{{signers: [ci]}}]";
        TrustGate Gate(ManifestSignature given) => new(Policy(policy), [new GivenEvidence(Digest.Of(s_bytes), [given.ToEvidence("r")])]);
        Assert.True(Gate(signature).Judge(Subject()).IsAllowed);
        foreach (string name in annotations.Keys)
        {
            Assert.False(Gate(signature with { Annotations = annotations.Where(each => each.Key != name).ToDictionary() }).Judge(Subject()).IsAllowed, name);
        }

        string later = annotations["dev.sigstore.cosign/bundle"].Replace("\"logIndex\":41", "\"logIndex\":42", StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.Trust.LogInvalid, Gate(signature with { Annotations = new Dictionary<string, string>(annotations) { ["dev.sigstore.cosign/bundle"] = later } }).Judge(Subject()).Problems[0].Code);
    }

    [Fact]
    public void Voice_OfOneKey_IsOne_ForBytesAndManifest()
    {
        File.WriteAllText(Path.Combine(_folder, "again.pub"), KeyFiles.PublicPem(TestKeys.P256Key.Key));
        TrustGate gate = new(
            Policy("trust: 1\nauthorities: {a: {key: ec.pub}, b: {key: again.pub}}\nrules: [{signers: [a, b], threshold: 2}]"),
            [new GivenEvidence(Digest.Of(s_bytes), [ByStatement(s_manifest).ToEvidence("r"), new TrustEvidence("b", BundleSigner.SignMessage(s_bytes, TestKeys.P256Key, []), true)])]);
        Assert.False(gate.Judge(Subject()).IsAllowed);
    }

    [Fact]
    public void Store_KeepsItForTheBytes_AndTheCacheNotBeyondItsRepository()
    {
        var store = new ContentStore(Path.Combine(_folder, "store"));
        var evidence = new StoredEvidence(store);
        string file = evidence.Add(Digest.Of(s_bytes), ByClaim().ToEvidence("r"));
        Assert.EndsWith(TrustEvidence.ManifestSuffix, file, StringComparison.Ordinal);
        TrustPolicy policy = Policy("trust: 1\nauthorities: {k: {key: ec.pub}}\nrules: [{signers: [k]}]");
        var gate = new TrustGate(policy, [evidence], new StoredTrustCache(store));
        Assert.True(gate.Judge(Subject()).IsAllowed);
        Assert.False(gate.Judge(Subject() with { Source = "oci://registry.example.com/acme/other:1" }).IsAllowed);
        Assert.False(gate.Explain(Subject()).Steps[0].Voucher!.WasCached);

        evidence.Add(Digest.Of(s_bytes), ByStatement(s_manifest).ToEvidence("r"));
        Assert.True(gate.Judge(Subject() with { Source = "oci://registry.example.com/acme/other:1" }).IsAllowed);
        Assert.True(gate.Explain(Subject()).Steps[0].Voucher!.WasCached);
    }

    [Fact]
    public void Document_ReadsBackAsItWasWritten()
    {
        foreach (ManifestSignature each in (ManifestSignature[])[ByStatement(s_manifest), ByClaim()])
        {
            byte[] bytes = each.Encode();
            Assert.True(ManifestSignature.Is(bytes));
            Assert.Equal(bytes, ManifestSignature.Parse(bytes).Encode());
        }
    }

    internal static byte[] Manifest(string type, string list, Digest digest, long size, string? note = null)
    {
        var json = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = type,
            ["config"] = new JsonObject { ["mediaType"] = "application/vnd.oci.empty.v1+json", ["digest"] = Digest.Of("{}"u8).ToString(), ["size"] = 2 },
            [list] = new JsonArray(new JsonObject { ["mediaType"] = "application/wasm", ["digest"] = digest.ToString(), ["size"] = size }),
        };
        if (note is not null)
        {
            json["annotations"] = new JsonObject { ["note"] = note };
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static ManifestSignature ByStatement(byte[] manifest) =>
        new() { Manifests = [manifest], Content = BundleSigner.SignStatement(ManifestSignature.Statement(Digest.Of(manifest)), TestKeys.P256Key, []) };

    private static ManifestSignature ByClaim(string reference = Repository, string? manifest = null, string type = "cosign container image signature")
    {
        byte[] claim = Claim(reference, manifest, type);
        return new ManifestSignature
        {
            Manifests = [s_manifest],
            Content = claim,
            Annotations = new Dictionary<string, string> { ["dev.cosignproject.cosign/signature"] = Convert.ToBase64String(TestKeys.P256Key.Sign(claim)) },
        };
    }

    private static byte[] Claim(string reference = Repository, string? manifest = null, string type = "cosign container image signature") => Encoding.UTF8.GetBytes(
        $$$"""{"critical":{"identity":{"docker-reference":"{{{reference}}}"},"image":{"docker-manifest-digest":"{{{manifest ?? Digest.Of(s_manifest).ToString()}}}"},"type":"{{{type}}}"},"optional":null}""");

    private static TrustSubject Subject() => new(Digest.Of(s_bytes), "log", TrustOrigin.Fetched) { Source = $"oci://{Repository}@{Digest.Of(s_manifest)}", Bytes = s_bytes };

    private TrustVerdict Judge(ManifestSignature signature) => Gate(signature).Judge(Subject());

    private ErrorCode Refused(ManifestSignature signature)
    {
        TrustVerdict verdict = Judge(signature);
        Assert.False(verdict.IsAllowed);
        return Assert.Single(verdict.Problems).Code;
    }

    private TrustGate Gate(ManifestSignature signature, string key = "ec.pub") =>
        new(Policy($"trust: 1\nauthorities: {{release: {{key: {key}}}}}\nrules: [{{signers: [release]}}]"), [new GivenEvidence(Digest.Of(s_bytes), [signature.ToEvidence("r")])]);

    private TrustPolicy Policy(string text) => TrustPolicyReader.Read(Encoding.UTF8.GetBytes(text), "trust.yaml", _folder);
}
