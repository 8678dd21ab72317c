using System.Text;
using System.Text.Json.Nodes;
using Compose.Signing;
using Compose.Trust;

namespace Compose.Conformance.Generate;

/// <summary>Policies as data: who may vouch for what, and what comes of it.</summary>
internal static class TrustVectors
{
    private static readonly byte[] s_bytes = "component"u8.ToArray();

    private static readonly string s_digest = "sha256:" + Digest.Of(s_bytes).Hex;

    // 2026-01-01T00:00:00Z.
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_767_225_600);

    private static readonly SigningKey s_release = Key(1), s_build = Key(2), s_stranger = Key(3);

    private static readonly JsonObject s_byRelease = new() { ["signature"] = VectorSet.Hex(s_release.Sign(s_bytes)) };

    private static readonly JsonObject s_byBuild = new() { ["signature"] = VectorSet.Hex(s_build.Sign(s_bytes)) };

    private static readonly JsonObject s_byStranger = new() { ["signature"] = VectorSet.Hex(s_stranger.Sign(s_bytes)) };

    private const string Provenance = "https://slsa.dev/provenance/v1", Other = "https://example.com/scan/v1";

    private const string Authorities = """ "release": {"key": "release.pub"}, "build": {"key": "build.pub"}, "alias": {"key": "release.pub"} """;

    public static VectorSet Make()
    {
        var set = new VectorSet("trust", "Verdicts of trust policies (SPEC, 10). Policies are authored ones; `keys` are the Ed25519 keys that they name by file, in hexadecimal; `now` is seconds since 1970.");
        Rules(set);
        Evidence(set);
        Authority(set);
        Modes(set);
        CacheKeys(set);
        foreach ((string name, string? source) in new[]
        {
            ("tag", "oci://ghcr.io/acme/log:1.2.0"), ("digest", "oci://ghcr.io/acme/log@sha256:00"), ("port", "oci://localhost:5000/acme/log:1"), ("deep", "oci://ghcr.io/a/b/c"),
            ("https", "https://example.com/acme/log.wasm"), ("bare", "log"), ("root", "/log"), ("file", "log/"),
        })
        {
            set.Add("package-" + name, "trust.rules", "The package of an address is the last two parts of its path, without tag or digest.", new JsonObject { ["source"] = source }, new JsonObject { ["package"] = TrustRule.PackageOf(source) });
        }

        foreach (string[] labels in (string[][])[["core_verified", "core_verified"], ["core_verified", "core_unverified"], ["core_unverified", "plugin_derived"], ["plugin_derived", "viz_derived"], ["viz_derived", "core_verified", "viz_derived"], ["plugin_derived+viz_derived", "core_unverified"]])
        {
            TrustLabel met = TrustLabel.CoreVerified;
            foreach (string label in labels)
            {
                met = TrustLabel.TryParse(label, out TrustLabel one) ? met.Meet(one) : throw new InvalidOperationException(label);
            }

            set.Add("meet-" + string.Join('-', labels), "trust.labels", "A composition is worth the meet of what is in it.", new JsonObject { ["labels"] = new JsonArray([.. labels.Select(label => (JsonNode)label)]) }, new JsonObject { ["label"] = met.ToString() });
        }

        return set;
    }

    private static void Rules(VectorSet set)
    {
        Judge(set, "rule", "trust.rules", "Who the rule names may vouch.", Policy("""{"signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "first-rule", "trust.rules", "The first rule that matches decides alone, though another would allow it.", Policy("""{"components": ["app"], "signers": ["build"]}, {"signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "next-rule", "trust.rules", "A rule that does not match decides nothing.", Policy("""{"components": ["log"], "signers": ["build"]}, {"signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "no-rule", "trust.rules", "Without a rule nobody may vouch.", Policy("""{"components": ["log"], "signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "no-rule-local", "trust.rules", "A local file is let through where the policy says so; it stays unverified.", Policy("""{"components": ["log"], "signers": ["release"]}""", """ "local": "allow", """), []);
        Judge(set, "rule-local", "trust.rules", "But a rule that matches goes before.", Policy("""{"signers": ["release"]}""", """ "local": "allow", """), []);
        Judge(set, "no-rule-fetched", "trust.rules", "What was fetched is not local.", Policy("""{"components": ["log"], "signers": ["release"]}""", """ "local": "allow", """), [], origin: "fetched", source: "oci://ghcr.io/acme/app:1");
        Judge(set, "pattern", "trust.rules", "A star stands for any text.", Policy("""{"components": ["a*p"], "signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "pattern-whole", "trust.rules", "A pattern is about the whole text.", Policy("""{"components": ["ap"], "signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "pattern-dot", "trust.rules", "Nothing but a star stands for something else.", Policy("""{"components": ["a.p", "ap?", "[a]pp"], "signers": ["release"]}"""), [s_byRelease]);
        Judge(set, "package", "trust.rules", "A package is one of the address.", Policy("""{"packages": ["acme:*"], "signers": ["release"]}"""), [s_byRelease], origin: "fetched", source: "oci://ghcr.io/acme/app:1");
        Judge(set, "package-not-of-name", "trust.rules", "Not of the name that a plan gives.", Policy("""{"packages": ["acme:*"], "signers": ["release"]}"""), [s_byRelease], subject: "acme:app");
        Judge(set, "source", "trust.rules", "A source is the whole address.", Policy("""{"sources": ["oci://ghcr.io/*"], "signers": ["release"]}"""), [s_byRelease], origin: "fetched", source: "oci://ghcr.io.example.com/acme/app:1");
        Judge(set, "source-in-capitals", "trust.rules", "Scheme and host have no case.", Policy("""{"sources": ["oci://ghcr.io/acme/*"], "signers": ["release"]}"""), [s_byRelease], origin: "fetched", source: "OCI://GHCR.io/acme/app:1");
        Judge(set, "source-path-in-capitals", "trust.rules", "The rest has.", Policy("""{"sources": ["oci://ghcr.io/acme/*"], "signers": ["release"]}"""), [s_byRelease], origin: "fetched", source: "oci://ghcr.io/Acme/app:1");
        Judge(set, "all-of-a-rule", "trust.rules", "All that a rule says has to match.", Policy("""{"packages": ["acme:*"], "sources": ["oci://quay.io/*"], "signers": ["release"]}"""), [s_byRelease], origin: "fetched", source: "oci://ghcr.io/acme/app:1");
        Judge(set, "threshold", "trust.threshold", "Two of two.", Policy("""{"signers": ["release", "build"], "threshold": 2}"""), [s_byBuild, s_byRelease]);
        Judge(set, "threshold-missed", "trust.threshold", "One of two is not enough.", Policy("""{"signers": ["release", "build"], "threshold": 2}"""), [s_byRelease, s_byStranger]);
        Judge(set, "threshold-one-voice", "trust.threshold", "One key under two names is one voice.", Policy("""{"signers": ["release", "alias"], "threshold": 2}"""), [s_byRelease]);
        Judge(set, "threshold-reached", "trust.threshold", "Who reaches it comes in order; later ones are not asked.", Policy("""{"signers": ["build", "release", "alias"], "threshold": 1}"""), [s_byRelease, s_byBuild]);
        Judge(set, "revoked-digest", "trust.revoked", "What is revoked is refused, whoever vouches.", Policy("""{"signers": ["release"]}""", $$""" "revoked": {"digests": ["{{s_digest}}"]}, """), [s_byRelease]);
        Judge(set, "revoked-digest-audit", "trust.revoked", "In every mode.", Policy("""{"signers": ["release"]}""", $$""" "mode": "audit", "local": "allow", "revoked": {"digests": ["{{s_digest}}"]}, """), [s_byRelease]);
        Judge(set, "revoked-key", "trust.revoked", "A key that is revoked signs nothing.", Policy("""{"signers": ["release"]}""", $$""" "revoked": {"keys": ["{{s_release.Key.Id.Hex}}"]}, """), [s_byRelease]);
        Judge(set, "revoked-key-dated", "trust.revoked", "With a time it signs nothing either, unless an older time of signing is proven.", Policy("""{"signers": ["release"]}""", $$""" "revoked": {"keys": {"{{s_release.Key.Id.Hex}}": "2030-01-01"} }, """), [s_byRelease]);
        Judge(set, "revoked-other-key", "trust.revoked", "Another key does.", Policy("""{"signers": ["release", "build"]}""", $$""" "revoked": {"keys": ["{{s_release.Key.Id.Hex}}"]}, """), [s_byRelease, s_byBuild]);
    }

    private static void Evidence(VectorSet set)
    {
        string policy = Policy("""{"signers": ["release"]}""");
        Judge(set, "no-evidence", "trust.modes", "Nobody vouches.", policy, []);
        Judge(set, "stranger", "trust.threshold", "A key that the policy does not name is nobody's.", policy, [s_byStranger]);
        Judge(set, "other-bytes", "trust.threshold", "A signature of other bytes is none of these.", policy, [new JsonObject { ["signature"] = VectorSet.Hex(s_release.Sign("other"u8)) }]);
        Judge(set, "one-of-many", "trust.threshold", "One piece that verifies is enough.", policy, [new JsonObject { ["signature"] = VectorSet.Hex(new byte[64]) }, s_byStranger, s_byRelease]);
        byte[] bundle = BundleSigner.SignMessage(s_bytes, s_release, []);
        Judge(set, "bundle", "trust.statements", "A bundle holds a signature of the bytes.", policy, [Bundle(bundle)]);
        Judge(set, "bundle-other-digest", "trust.statements", "Its digest is that of the bytes.", policy, [Bundle(Replaced(bundle, Convert.ToBase64String(Digest.Of(s_bytes).ToArray()), Convert.ToBase64String(new byte[32])))]);
        InTotoStatement about = About(Digest.Of(s_bytes));
        byte[] stated = BundleSigner.SignStatement(about, s_release, []);
        Judge(set, "statement", "trust.statements", "Or a signed statement about them.", policy, [Bundle(stated)]);
        Judge(set, "statement-about-others", "trust.statements", "A statement about other bytes says nothing of these.", policy, [Bundle(BundleSigner.SignStatement(About(Digest.Of("other"u8)), s_release, []))]);
        Judge(set, "statement-of-several", "trust.statements", "It may be about several.", policy, [Bundle(BundleSigner.SignStatement(about with { Subjects = [new StatementSubject("other", Digest.Of("other"u8)), .. about.Subjects] }, s_release, []))]);
        byte[] scan = BundleSigner.SignStatement(about with { PredicateType = Other }, s_release, []);
        Judge(set, "statement-that-does-not-vouch", "trust.statements", "A statement of a type that does not vouch says something else of them.", policy, [Bundle(scan)]);
        Judge(set, "statement-named", "trust.statements", "Unless the authority names it.", Policy("""{"signers": ["scanner"]}""", more: $$""" "scanner": {"key": "release.pub", "statements": ["{{Other}}"]} """), [Bundle(scan)]);
        Judge(set, "statement-not-named", "trust.statements", "Then others do not.", Policy("""{"signers": ["scanner"]}""", more: $$""" "scanner": {"key": "release.pub", "statements": ["{{Other}}"]} """), [Bundle(stated)]);
        Judge(set, "statement-not-named-signature", "trust.statements", "A plain signature still does.", Policy("""{"signers": ["scanner"]}""", more: $$""" "scanner": {"key": "release.pub", "statements": ["{{Other}}"]} """), [s_byRelease]);
        Judge(set, "statement-changed", "trust.statements", "A payload that was changed is not what was signed.", policy, [Bundle(Replaced(stated, Convert.ToBase64String(about.ToBytes()), Convert.ToBase64String((about with { PredicateType = "https://example.com/other" }).ToBytes())))]);
        Judge(set, "statement-of-another-type", "trust.statements", "The type is signed, too.", policy, [Bundle(Replaced(stated, DsseEnvelope.InTotoType, "text/plain"))]);
        DsseEnvelope envelope = DsseEnvelope.Sign(DsseEnvelope.InTotoType, about.ToBytes(), s_stranger);
        JsonObject twice = DsseEnvelope.Sign(DsseEnvelope.InTotoType, about.ToBytes(), s_release).ToJson();
        twice["signatures"]!.AsArray().Insert(0, envelope.ToJson()["signatures"]![0]!.DeepClone());
        Judge(set, "statement-signed-twice", "trust.statements", "An envelope in a bundle has one signature: of two nobody says which counts.", policy, [Bundle(WithEnvelope(stated, twice))]);
        Judge(set, "statement-by-key-id", "trust.statements", "A key id proves nothing.", policy, [Bundle(WithEnvelope(stated, new DsseEnvelope(envelope.PayloadType, envelope.Payload, [new DsseSignature(s_release.Key.Id.Hex, envelope.Signatures[0].Value)]).ToJson()))]);
        Judge(set, "bundle-damaged", "trust.statements", "What is no bundle vouches for nothing, and what lies beside it does.", policy, [Bundle("{\"mediaType\":"u8.ToArray()), s_byRelease]);
    }

    private static void Authority(VectorSet set)
    {
        Judge(set, "digests", "trust.threshold", "A list of digests vouches for what stands in it.", Policy("""{"signers": ["known"]}""", more: $$""" "known": {"digests": ["{{s_digest}}"]} """), []);
        Judge(set, "digests-other", "trust.threshold", "And for nothing else.", Policy("""{"signers": ["known"]}""", more: $$""" "known": {"digests": ["sha256:{{Digest.Of("other"u8).Hex}}"]} """), []);
        Judge(set, "digests-and-key", "trust.threshold", "A list and a key are two voices.", Policy("""{"signers": ["known", "release"], "threshold": 2}""", more: $$""" "known": {"digests": ["{{s_digest}}"]} """), [s_byRelease]);
        Judge(set, "expired", "trust.threshold", "After its end an authority has no word.", Policy("""{"signers": ["old"]}""", more: """ "old": {"key": "release.pub", "expires": "2025-12-31"} """), [s_byRelease]);
        Judge(set, "expires-today", "trust.threshold", "At its end it has it still.", Policy("""{"signers": ["old"]}""", more: """ "old": {"key": "release.pub", "expires": "2026-01-01"} """), [s_byRelease]);
        Judge(set, "not-yet", "trust.threshold", "Before its beginning it has none.", Policy("""{"signers": ["new"]}""", more: """ "new": {"key": "release.pub", "not-before": "2026-01-01T00:00:01Z"} """), [s_byRelease]);
        Judge(set, "begins-now", "trust.threshold", "At its beginning it has it.", Policy("""{"signers": ["new"]}""", more: """ "new": {"key": "release.pub", "not-before": "2026-01-01T00:00:00Z"} """), [s_byRelease]);
        Judge(set, "digests-expired", "trust.threshold", "A list ends, too.", Policy("""{"signers": ["known"]}""", more: $$""" "known": {"digests": ["{{s_digest}}"], "expires": "2025-12-31"} """), []);
        Judge(set, "development", "trust.labels", "The development backend lets bytes pass and proves nothing.", Policy("""{"signers": ["laptop"]}""", """ "mode": "dev", """, """ "laptop": {"dev": true} """), []);
        Judge(set, "development-beside-key", "trust.labels", "Nor does it beside a key.", Policy("""{"signers": ["laptop", "release"], "threshold": 2}""", """ "mode": "dev", """, """ "laptop": {"dev": true} """), [s_byRelease]);
    }

    private static void Modes(VectorSet set)
    {
        foreach (string mode in (string[])["strict", "audit", "dev"])
        {
            Judge(set, "unsigned-" + mode, "trust.modes", "What is not established is refused by strict alone.", Policy("""{"signers": ["release"]}""", $$""" "mode": "{{mode}}", """), []);
            Judge(set, "signed-" + mode, "trust.modes", "What is established is so in every mode.", Policy("""{"signers": ["release"]}""", $$""" "mode": "{{mode}}", """), [s_byRelease]);
            Judge(set, "no-rule-" + mode, "trust.modes", "So is what no rule is about.", Policy("""{"components": ["x"], "signers": ["release"]}""", $$""" "mode": "{{mode}}", """), [s_byRelease]);
        }
    }

    private static void CacheKeys(VectorSet set)
    {
        CacheKey(set, "first", "A verification is remembered by digest, backend, authority and policy.", Policy("""{"signers": ["release"]}"""));
        CacheKey(set, "authority", "Another authority has another key, though its signer be the same.", Policy("""{"signers": ["release"]}"""), authority: "alias");
        CacheKey(set, "bytes", "So have other bytes.", Policy("""{"signers": ["release"]}"""), digest: Digest.Of("other"u8));
        CacheKey(set, "mode", "And another policy: by its mode,", Policy("""{"signers": ["release"]}""", """ "mode": "audit", """));
        CacheKey(set, "rules", "by its rules,", Policy("""{"components": "a*", "packages": ["acme:*"], "sources": ["oci://*"], "signers": ["release", "build"], "threshold": 2, "covers-nested": true}"""));
        CacheKey(set, "times", "by the times of an authority,", Policy("""{"signers": ["release"]}""", more: """ "old": {"key": "build.pub", "not-before": "2020-01-01", "expires": "2030-06-30T12:00:00Z"} """));
        CacheKey(set, "statements", "by the statements that count,", Policy("""{"signers": ["release"]}""", more: $$""" "scanner": {"key": "build.pub", "statements": ["{{Other}}", "{{Provenance}}"]} """));
        CacheKey(set, "digests", "by its lists, in whatever order,", Policy("""{"signers": ["release"]}""", more: $$""" "known": {"digests": ["{{s_digest}}", "sha256:{{new string('0', 64)}}"]} """));
        CacheKey(set, "revoked", "by what it revokes,", Policy("""{"signers": ["release"]}""", $$""" "local": "allow", "revoked": {"keys": {"{{s_stranger.Key.Id.Hex}}": "2026-03-01", "{{new string('0', 64)}}": "2020-02-29"}, "digests": ["{{s_digest}}"], "identities": ["b", "a"]}, """));
        CacheKey(set, "key", "and by the keys that its files hold.", Policy("""{"signers": ["release"]}"""), swap: true);
    }

    private static string Policy(string rules, string head = "", string more = "") =>
        $$"""{"trust": 1, {{head}} "authorities": { {{Authorities}}{{(more.Length > 0 ? "," : string.Empty)}}{{more}} }, "rules": [{{rules}}]}""";

    private static void Judge(
        VectorSet set, string name, string clause, string statement, string policy, JsonObject[] evidence, string origin = "local", string? source = null, string? subject = null)
    {
        TrustExplanation found = new TrustGate(Read(policy), [new Given(evidence)], time: new FixedTime(s_now)).Explain(
            new TrustSubject(Digest.Of(s_bytes), subject ?? "app", origin == "local" ? TrustOrigin.Local : TrustOrigin.Fetched) { Bytes = s_bytes, Source = source });
        set.Add(
            name, clause, statement,
            new JsonObject
            {
                ["policy"] = JsonNode.Parse(policy),
                ["keys"] = Keys(false),
                ["subject"] = new JsonObject { ["bytes"] = VectorSet.Hex(s_bytes), ["name"] = subject ?? "app", ["origin"] = origin, ["source"] = source },
                ["evidence"] = new JsonArray([.. evidence.Select(item => item.DeepClone())]),
                ["now"] = s_now.ToUnixTimeSeconds(),
            },
            new JsonObject
            {
                ["allowed"] = found.Verdict.IsAllowed,
                ["label"] = found.Verdict.Label.ToString(),
                ["rule"] = found.Verdict.Rule,
                ["vouchers"] = new JsonArray([.. found.Steps.Where(step => step.Voucher is not null).Select(step => (JsonNode)step.Authority)]),
            });
    }

    private static void CacheKey(VectorSet set, string name, string statement, string policy, string authority = "release", Digest? digest = null, bool swap = false)
    {
        TrustPolicy read = Read(policy, swap);
        Digest subject = digest ?? Digest.Of(s_bytes);
        set.Add(
            "cache-" + name, "trust.cache", statement,
            new JsonObject { ["policy"] = JsonNode.Parse(policy), ["keys"] = Keys(swap), ["digest"] = subject.Hex, ["backend"] = read.Authorities[authority].Backend, ["authority"] = authority },
            new JsonObject { ["policy"] = read.Digest.Hex, ["key"] = TrustGate.CacheKey(subject, read.Authorities[authority], read.Digest).Hex });
    }

    private static JsonObject Keys(bool swap) => new()
    {
        ["release.pub"] = Raw(swap ? s_stranger : s_release),
        ["build.pub"] = Raw(s_build),
    };

    private static TrustPolicy Read(string policy, bool swap = false)
    {
        string folder = Directory.CreateTempSubdirectory("vectors-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "release.pub"), Pem(swap ? s_stranger : s_release));
            File.WriteAllText(Path.Combine(folder, "build.pub"), Pem(s_build));
            return TrustPolicyReader.Read(Encoding.UTF8.GetBytes(policy), null, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SigningKey Key(byte number) => SigningKey.FromEd25519Seed([.. Enumerable.Repeat(number, 32)]);

    // The key is the end of an Ed25519 SubjectPublicKeyInfo.
    private static string Raw(SigningKey key) => VectorSet.Hex(key.Key.SubjectPublicKeyInfo[^32..]);

    private static string Pem(SigningKey key) => $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(key.Key.SubjectPublicKeyInfo)}\n-----END PUBLIC KEY-----\n";

    private static InTotoStatement About(Digest digest) => new([new StatementSubject("app.wasm", digest)], Provenance, new JsonObject { ["ok"] = true });

    private static JsonObject Bundle(byte[] bundle) => new() { ["bundle"] = Encoding.UTF8.GetString(bundle) };

    private static byte[] Replaced(byte[] bundle, string old, string text)
    {
        string changed = Encoding.UTF8.GetString(bundle).Replace(old, text, StringComparison.Ordinal);
        return changed != Encoding.UTF8.GetString(bundle) ? Encoding.UTF8.GetBytes(changed) : throw new InvalidOperationException("nothing was replaced");
    }

    private static byte[] WithEnvelope(byte[] bundle, JsonObject envelope)
    {
        JsonNode json = JsonNode.Parse(bundle)!;
        json["dsseEnvelope"] = envelope;
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private sealed class Given(JsonObject[] evidence) : ITrustEvidenceSource
    {
        public IReadOnlyList<TrustEvidence> Find(TrustSubject subject) => [.. evidence.Select(item => item["bundle"] is { } bundle
            ? new TrustEvidence("evidence", Encoding.UTF8.GetBytes(bundle.GetValue<string>()), true)
            : new TrustEvidence("evidence", Convert.FromHexString(item["signature"]!.GetValue<string>()), false))];
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
