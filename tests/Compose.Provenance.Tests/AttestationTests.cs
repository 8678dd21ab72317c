using Compose.Signing;

namespace Compose.Provenance.Tests;

public sealed class AttestationTests
{
    private static readonly CompositionFacts s_facts = new("app.wasm", Digest.Of("artifact"u8), Digest.Of("plan"u8), [new("a", Digest.Of("a"u8)), new("b", Digest.Of("b"u8))])
    {
        Run = new Receipt(Receipt.Exec, "exit:0"),
    };

    [Theory]
    [InlineData(AttestationKind.Composition, Attestations.CompositionType)]
    [InlineData(AttestationKind.Execution, Attestations.ExecutionType)]
    [InlineData(AttestationKind.Slsa, Attestations.SlsaType)]
    [InlineData(AttestationKind.Sbom, Attestations.SbomType)]
    public void Make_SignedAndVerified_SaysWhatItSays(AttestationKind kind, string type)
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519), other = SigningKey.Create(KeyAlgorithm.Ed25519);
        byte[] bundle = BundleSigner.SignStatement(Attestations.Make(kind, s_facts), key, []);
        InTotoStatement statement = Attestations.Verify(bundle, s_facts.Artifact, key.Key);
        Assert.Equal(type, statement.PredicateType);
        Assert.Equal(Attestations.Make(kind, s_facts).ToBytes(), statement.ToBytes());

        // The proof carries its signer's key id; only the key that the verifier names counts.
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Assert.Throws<ComposeException>(() => Attestations.Verify(bundle, s_facts.Artifact, other.Key)).Error.Code);
        Assert.Equal(ErrorCodes.Trust.InvalidStatement, Assert.Throws<ComposeException>(() => Attestations.Verify(bundle, Digest.Of("else"u8), key.Key)).Error.Code);
        for (int i = 0; i < bundle.Length; i += 11)
        {
            byte[] bad = [.. bundle];
            bad[i] ^= 1;
            try
            {
                Assert.Equal(statement.ToBytes(), Attestations.Verify(bad, s_facts.Artifact, key.Key).ToBytes());
            }
            catch (ComposeException)
            {
                // Refused: what else was changed proves nothing.
            }
        }
    }

    [Fact]
    public void Make_ExecutionWithoutReceipt_IsRefused() =>
        Assert.Throws<ComposeException>(() => Attestations.Make(AttestationKind.Execution, s_facts with { Run = null }));

    [Fact]
    public void Receipt_WrittenAndRead_IsTheSame_AndWhatIsNoneIsRefused()
    {
        var receipt = new Receipt(Receipt.Exec, "exit:3")
        {
            Plan = Digest.Of("plan"u8),
            Key = Digest.Of("key"u8).Hex,
            Cache = "miss",
            Function = "wasi:cli/run#run",
            Inputs = [new("component", s_facts.Artifact), new("stdin", Digest.Of([]))],
            Outputs = [new("stdout", Digest.Of("out"u8))],
            Grants = [new GrantRecord(new InstancePath("app"), "wasi:cli/stdout") { State = "granted", Digest = Digest.Of("grant"u8), Calls = 1L << 60, Refusals = 0 }],
            Errors = ["Exec.Trap"],
            Engine = "clr",
            Tenant = "acme",
            Determinism = DeterminismMode.Strict,
            Trust = TrustLabel.PluginDerived,
            Answers = 4,
            Fuel = 1L << 55,
            MemoryBytes = 65_536,
            Started = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            Duration = TimeSpan.FromMicroseconds(456),
        };
        string json = ReceiptJson.Of(receipt).ToJsonString();
        Assert.Equal(json, ReceiptJson.Of(ReceiptJson.Read(System.Text.Encoding.UTF8.GetBytes(json))).ToJsonString());
        foreach (string bad in (string[])
        [
            "", "[]", "{}", "null", json[..^1], json.Replace("\"receipt\":1", "\"receipt\":2", StringComparison.Ordinal),
            json.Replace("\"cache\"", "\"cashe\"", StringComparison.Ordinal), json.Replace("sha256:", "sha1:", StringComparison.Ordinal),
            json.Replace("plugin_derived", "golden", StringComparison.Ordinal), json.Replace("\"strict\"", "\"STRICT\"", StringComparison.Ordinal),
            json.Replace("\"outcome\":\"exit:3\"", "\"outcome\":3", StringComparison.Ordinal),
        ])
        {
            Assert.Equal(ErrorCodes.Generic.InvalidInput, Assert.Throws<ComposeException>(() => ReceiptJson.Read(System.Text.Encoding.UTF8.GetBytes(bad))).Error.Code);
        }
    }

    [Fact]
    public void LastRun_OfAFileOfReceipts_IsThatOfTheComponent()
    {
        static string Line(Receipt receipt) => ReceiptJson.Of(receipt).ToJsonString() + "\n";
        var run = new Receipt(Receipt.Exec, "exit:0") { Inputs = [new("component", s_facts.Artifact)] };
        byte[] lines = System.Text.Encoding.UTF8.GetBytes(
            Line(run) + "\n" + Line(run with { Outcome = "exit:1" }) + Line(run with { Outcome = "exit:2", Inputs = [new("component", Digest.Of("other"u8))] }) + Line(new Receipt(Receipt.Deny, "denied") { Inputs = run.Inputs }));
        Assert.Equal("exit:1", RunReceipts.LastOf(lines, s_facts.Artifact)!.Outcome);
        Assert.Null(RunReceipts.LastOf(lines, Digest.Of("none"u8)));
    }

    [Fact]
    public void Verifier_ByKey_NamesItsEvidenceAndSigner()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        byte[] bundle = BundleSigner.SignStatement(Attestations.Make(AttestationKind.Execution, s_facts), key, []);
        var verifier = new KeyStatementVerifier(key.Key);
        VerifiedStatement verified = verifier.Verify(bundle, s_facts.Artifact, null);
        Assert.Equal((EvidenceKind.Key, "key"), (verified.Evidence, verifier.Evidence));
        Assert.Contains(key.Key.Id.Hex[..16], verified.Signer, StringComparison.Ordinal);
        Assert.Empty(verified.Times);
        Assert.Equal(Attestations.ExecutionType, Attestations.TypeNamed("execution"));
        Assert.Equal("https://example.com/x", Attestations.TypeNamed("https://example.com/x"));
        Assert.Equal(["key", "sigstore", "tpm", "tee"], EvidenceKind.All);
    }

    [Fact]
    public void Sbom_NamesEveryComponentWithItsHash()
    {
        string json = Attestations.Make(AttestationKind.Sbom, s_facts).Predicate.ToJsonString();
        Assert.Contains("\"bomFormat\":\"CycloneDX\"", json, StringComparison.Ordinal);
        Assert.All(s_facts.Components, component => Assert.Contains(component.Value.Hex, json, StringComparison.Ordinal));
    }

    [Fact]
    public void Merkle_OfEverySize_ProvesEveryLeaf()
    {
        var entries = new List<byte[]>();
        for (int size = 1; size <= 33; size++)
        {
            entries.Add([(byte)size]);
            byte[] root = MerkleTree.Root(entries).ToArray();
            for (int i = 0; i < size; i++)
            {
                Assert.Equal(root, MerkleTree.RootOf(entries[i], i, size, MerkleTree.Path(entries, i)));
            }

            Assert.Null(MerkleTree.RootOf(entries[0], size, size, MerkleTree.Path(entries, 0)));
        }

        // RFC 6962: the root of an empty tree is SHA-256 of nothing.
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", MerkleTree.Root([]).Hex);
    }
}
