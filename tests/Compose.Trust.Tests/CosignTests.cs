using System.Diagnostics;
using Compose.Signing;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>cosign as an independent end. It is found by <c>COMPOSE_COSIGN</c> or on the path.</summary>
public sealed class CosignTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-cosign-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.Ed25519)]
    public void Cosign_VerifiesOurBundles_AndRefusesOtherBytes(KeyAlgorithm algorithm)
    {
        using SigningKey key = SigningKey.Create(algorithm);
        Write("key.pub", System.Text.Encoding.ASCII.GetBytes(KeyFiles.PublicPem(key.Key)));
        Write("a.txt", "hello"u8.ToArray());
        Write("b.txt", "other"u8.ToArray());
        Write("a.json", BundleSigner.SignMessage("hello"u8.ToArray(), key, []));
        Assert.Equal(0, Cosign("verify-blob", "--key", "key.pub", "--bundle", "a.json", "--insecure-ignore-tlog=true", "a.txt"));
        Assert.NotEqual(0, Cosign("verify-blob", "--key", "key.pub", "--bundle", "a.json", "--insecure-ignore-tlog=true", "b.txt"));
    }

    [Fact]
    public void Cosign_VerifiesOurAttestations()
    {
        using SigningKey key = SigningKey.Create(KeyAlgorithm.EcdsaP256);
        Write("key.pub", System.Text.Encoding.ASCII.GetBytes(KeyFiles.PublicPem(key.Key)));
        Write("a.txt", "hello"u8.ToArray());
        var statement = new InTotoStatement([new StatementSubject("a.txt", Digest.Of("hello"u8))], "https://example.com/predicate", new() { ["x"] = 1 });
        Write("a.json", BundleSigner.SignStatement(statement, key, []));
        Assert.Equal(0, Cosign("verify-blob-attestation", "--key", "key.pub", "--bundle", "a.json", "--type", "https://example.com/predicate", "--insecure-ignore-tlog=true", "a.txt"));
    }

    [Fact]
    public void WeVerify_WhatCosignSigned()
    {
        Write("a.txt", "hello"u8.ToArray());
        Cosign("generate-key-pair");
        Cosign("signing-config", "create", "--out", "sc.json");
        Assert.Equal(0, Cosign("sign-blob", "--yes", "--key", "cosign.key", "--signing-config", "sc.json", "--bundle", "b.json", "a.txt"));
        Sigstore.SigstoreBundle bundle = Sigstore.SigstoreBundle.Parse(File.ReadAllBytes(Path.Combine(_folder, "b.json")));
        VerificationKey key = KeyFiles.ReadPublic(File.ReadAllBytes(Path.Combine(_folder, "cosign.pub")));
        Sigstore.SigstoreVerifier.VerifyWithKey(bundle, new Sigstore.Artifact("hello"u8.ToArray()), key, null, requireLog: false);
        Assert.Throws<ComposeException>(() => Sigstore.SigstoreVerifier.VerifyWithKey(bundle, new Sigstore.Artifact("other"u8.ToArray()), key, null, requireLog: false));
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_folder, name), bytes);

    private int Cosign(params string[] arguments)
    {
        var start = new ProcessStartInfo(IndependentTool.Require("cosign"), arguments) { WorkingDirectory = _folder };
        start.Environment["COSIGN_PASSWORD"] = "pw";
        start.Environment["HOME"] = _folder;
        (int exitCode, string output, string error) = IndependentTool.Run(start);
        TestContext.Current.TestOutputHelper!.WriteLine(output + error);
        return exitCode;
    }
}
