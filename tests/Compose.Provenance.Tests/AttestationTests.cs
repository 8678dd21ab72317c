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
