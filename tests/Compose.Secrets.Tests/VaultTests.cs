using System.Text;
using Compose.Secrets.Vault;

namespace Compose.Secrets.Tests;

public sealed class VaultTests
{
    [Theory]
    [InlineData("vault://kv/team/api#key", "v2-secret")]
    [InlineData("vault://kv/team/api#user", "bob")]
    [InlineData("vault://kv/team/api#count", "7")]
    [InlineData("vault://kv/team/api?version=1", "v1-secret")]
    [InlineData("vault://old/team/api?kv=1#key", "kv1-secret")]
    public async Task Read_GivesTheField(string uri, string expected)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root });
        Assert.Equal(expected, Read(vault, uri));
    }

    [Fact]
    public async Task Read_OfTextWithEscapes_GivesTheText()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.Value = "a \"quoted\" \\ line\n\u00e4\u20ac \ud83d\udd11";
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root });
        Assert.Equal(server.Value, Read(vault, "vault://kv/team/api#key"));
        server.Value = string.Empty;
        Assert.Equal(string.Empty, Read(vault, "vault://kv/team/api#key"));
    }

    [Theory]
    [InlineData("vault://kv/team/none#key", "Secret.NotFound", "")]
    [InlineData("vault://kv/team/gone#key", "Secret.NotFound", "deleted or destroyed")]
    [InlineData("vault://kv/team/api#none", "Secret.NotFound", "no such field")]
    [InlineData("vault://kv/team/api", "Secret.InvalidUri", "3 fields")]
    [InlineData("vault://forbidden/x#y", "Secret.AccessDenied", "permission denied")]
    [InlineData("vault://sealed/x#y", "Secret.BackendError", "sealed")]
    [InlineData("vault://proxy/x#y", "Secret.BackendError", "502")]
    [InlineData("vault://html/x#y", "Secret.BackendError", "not JSON")]
    [InlineData("vault://moved/x#y", "Secret.BackendError", "302")]
    [InlineData("vault://kv/../sys/x#y", "Secret.InvalidUri", "")]
    [InlineData("vault://kv", "Secret.InvalidUri", "")]
    [InlineData("vault://transit/keys/sig?engine=transit", "Secret.WrongKind", "does not leave")]
    public async Task Read_WhatCannotBe_SaysWhyWithoutValues(string uri, string code, string expected)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root, Retries = 0 });
        ComposeException e = Assert.Throws<ComposeException>(() => Read(vault, uri));
        Assert.Equal(code, e.Error.Code.Name);
        Assert.Contains(expected, e.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("v2-secret", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(VaultStandIn.Root, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppRole_LogsInOnce_AndAgainWhenItsTokenIsRevoked()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, RoleId = "role", SecretId = "sid" });
        Assert.Equal("bob", Read(vault, "vault://kv/team/api#user"));
        Assert.Equal("bob", Read(vault, "vault://kv/team/api#user"));
        Assert.Equal(1, server.Logins);
        server.Tokens.Clear();
        Assert.Equal("bob", Read(vault, "vault://kv/team/api#user"));
        Assert.Equal(2, server.Logins);
    }

    [Fact]
    public async Task AppRole_WrongSecret_SaysSo()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, RoleId = "role", SecretId = "canary-of-approle" });
        ComposeException e = Assert.Throws<ComposeException>(() => Read(vault, "vault://kv/team/api#user"));
        Assert.Contains("invalid role or secret ID", e.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-of-approle", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespace_GoesWithEveryRequest()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root, Namespace = "team-a" });
        Assert.Equal("of team-a", Read(vault, "vault://kv/team/api#key"));
        Assert.Equal(["GET kv/data/team/api team-a"], server.Requests);
    }

    [Fact]
    public async Task Failures_AreTriedAgain_AFewTimes()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root });
        server.Failures = 2;
        Assert.Equal("bob", Read(vault, "vault://kv/team/api#user"));
        server.Failures = 3;
        Assert.Equal(ErrorCodes.Secret.BackendError, Assert.Throws<ComposeException>(() => Read(vault, "vault://kv/team/api#user")).Error.Code);
    }

    [Fact]
    public async Task Transit_KeysWorkWithoutLeaving()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root });
        SecretUri key = SecretUri.Parse("vault://transit/keys/sig?engine=transit");
        byte[] signature = vault.Sign(key, "message"u8);
        Assert.True(vault.Verify(key, "message"u8, signature));
        Assert.False(vault.Verify(key, "massage"u8, signature));
        Assert.True(vault.PublicKey(key).Verify("message"u8, signature));
        SecretUri aes = SecretUri.Parse("vault://transit/keys/aes?engine=transit");
        Assert.Equal("text"u8.ToArray(), vault.Decrypt(aes, vault.Encrypt(aes, "text"u8, default), default));
        Assert.Equal(32, vault.Hmac(SecretUri.Parse("vault://transit/keys/mac?engine=transit"), "m"u8).Length);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => vault.Sign(SecretUri.Parse("vault://transit/keys/none?engine=transit"), "x"u8)).Error.Code);
    }

    [Fact]
    public void Unreachable_SaysSo()
    {
        using var vault = new VaultSecrets(new VaultOptions { Address = new Uri("http://127.0.0.1:1"), Token = "t", Retries = 0 });
        Assert.Equal(ErrorCodes.Secret.BackendError, Assert.Throws<ComposeException>(() => Read(vault, "vault://kv/a#b")).Error.Code);
    }

    [Fact]
    public void RealServer_KnowsItsToken()
    {
        if (VaultOptions.FromEnvironment() is not { } options)
        {
            Assert.Skip("no Vault server: set VAULT_ADDR and VAULT_TOKEN");
            return;
        }

        using var vault = new VaultSecrets(options);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => Read(vault, "vault://secret/compose-test-that-is-not-there#x")).Error.Code);
    }

    private static string Read(VaultSecrets vault, string uri)
    {
        using SecretValue value = vault.Read(SecretUri.Parse(uri));
        return Encoding.UTF8.GetString(value.Bytes);
    }

    [Theory]
    [InlineData("sig")]
    [InlineData("sig384")]
    [InlineData("sig25519")]
    public async Task Signer_OfTransit_MakesBundlesThatVerify(string key)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var backends = new SecretBackends([new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root })]);
        using SecretSigner signer = SecretSigner.Open(backends, $"vault://transit/keys/{key}?engine=transit");
        byte[] bundle = Signing.BundleSigner.SignMessage("artifact"u8.ToArray(), signer, []);
        Trust.Sigstore.SigstoreVerifier.VerifyWithKey(Trust.Sigstore.SigstoreBundle.Parse(bundle), new Trust.Sigstore.Artifact("artifact"u8.ToArray()), signer.Key, null, requireLog: false);
        Assert.Equal(ErrorCodes.Trust.SignatureInvalid, Assert.Throws<ComposeException>(() => Trust.Sigstore.SigstoreVerifier.VerifyWithKey(
            Trust.Sigstore.SigstoreBundle.Parse(bundle), new Trust.Sigstore.Artifact("another"u8.ToArray()), signer.Key, null, requireLog: false)).Error.Code);
    }

    [Fact]
    public async Task Signer_WhoseSignatureIsNotTheKeys_GivesNone()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var backends = new SecretBackends([new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root })]);
        using SecretSigner liar = SecretSigner.Open(backends, "vault://transit/keys/liar?engine=transit");
        Assert.Equal(ErrorCodes.Trust.BackendError, Assert.Throws<ComposeException>(() => liar.Sign("artifact"u8)).Error.Code);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => SecretSigner.Open(backends, "vault://transit/keys/none?engine=transit")).Error.Code);
        Assert.Equal(ErrorCodes.Secret.InvalidBackend, Assert.Throws<ComposeException>(() => SecretSigner.Open(backends, "pkcs11://a/b?key")).Error.Code);
    }
}
