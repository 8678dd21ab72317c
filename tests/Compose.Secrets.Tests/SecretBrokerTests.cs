using System.Text;
using Compose.Signing;

namespace Compose.Secrets.Tests;

public sealed class SecretBrokerTests
{
    private static readonly SecretScope s_scope = new("acme", Digest.Of("plan"u8), new InstancePath("app"), 3);

    [Fact]
    public void Token_HasTheStatedForm_AndTellsNothing()
    {
        SecretToken token = Broker().Resolve(s_scope, "api");
        Assert.Matches("^st_[0-9a-f]{64}$", token.Text);
        Assert.NotEqual(token, Broker().Resolve(s_scope, "api"));
        Assert.Equal(12, token.ToString().Length);
        Assert.False(SecretToken.TryParse("st_" + new string('A', 64), out _));
        Assert.False(SecretToken.TryParse("st_12", out _));
    }

    public static TheoryData<SecretScope> Strangers => new(
        s_scope with { Tenant = "other" },
        s_scope with { Tenant = null },
        s_scope with { Plan = Digest.Of("else"u8) },
        s_scope with { Instance = new InstancePath("app/db") });

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Redeem_ByAnotherTenantPlanOrInstance_IsNoToken(SecretScope stranger)
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "api");
        foreach (Action use in (Action[])
        [
            () => broker.Reveal(stranger, token), () => broker.Hmac(stranger, token, "x"u8), () => broker.Sign(stranger, token, "x"u8),
            () => broker.Describe(stranger, token), () => broker.Revoke(stranger, token), () => broker.Encrypt(stranger, token, "x"u8, default),
            () => broker.FillHeader(stranger, "api.example.com", "Bearer " + token.Text),
        ])
        {
            Assert.Equal(ErrorCodes.Secret.InvalidToken, Assert.Throws<ComposeException>(use).Error.Code);
        }

        using SecretValue value = broker.Reveal(s_scope, token);
        Assert.Equal("hunter2", Encoding.UTF8.GetString(value.Bytes));
    }

    [Fact]
    public void Redeem_AfterItsTimeOrEpoch_HasExpired()
    {
        var clock = new Clock();
        SecretBroker broker = Broker(time: clock);
        SecretToken token = broker.Resolve(s_scope, "api");
        clock.Now += TimeSpan.FromMinutes(59);
        broker.Describe(s_scope, token);
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(ErrorCodes.Secret.Expired, Assert.Throws<ComposeException>(() => broker.Describe(s_scope, token)).Error.Code);

        token = broker.Resolve(s_scope, "api");
        Assert.Equal(ErrorCodes.Secret.Expired, Assert.Throws<ComposeException>(() => broker.Describe(s_scope with { Epoch = 4 }, token)).Error.Code);
        token = broker.Resolve(s_scope, "api");
        broker.Advance(4);
        Assert.Equal(ErrorCodes.Secret.Expired, Assert.Throws<ComposeException>(() => broker.Describe(s_scope, token)).Error.Code);
    }

    [Fact]
    public void Redeem_Revoked_IsNoToken()
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "api");
        broker.Revoke(s_scope, token);
        Assert.Equal(ErrorCodes.Secret.InvalidToken, Assert.Throws<ComposeException>(() => broker.Reveal(s_scope, token)).Error.Code);
    }

    [Fact]
    public void Resolve_WhatThePlanDoesNotGive_IsNotThere()
    {
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => Broker().Resolve(s_scope, "other")).Error.Code);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => Broker().Resolve(s_scope with { Instance = new InstancePath("x") }, "api")).Error.Code);
        Assert.Equal(["aes", "api", "ed"], Broker().Names(s_scope));
    }

    [Theory]
    [InlineData(SecretUse.Reveal)]
    [InlineData(SecretUse.Sign)]
    [InlineData(SecretUse.Verify)]
    [InlineData(SecretUse.Hmac)]
    [InlineData(SecretUse.Encrypt)]
    [InlineData(SecretUse.Decrypt)]
    [InlineData(SecretUse.Bearer)]
    public void Use_NotGranted_IsDenied(SecretUse missing)
    {
        SecretUse all = SecretUse.Reveal | SecretUse.Sign | SecretUse.Verify | SecretUse.Hmac | SecretUse.Encrypt | SecretUse.Decrypt | SecretUse.Bearer;
        SecretBroker broker = Broker(all & ~missing);
        SecretToken token = broker.Resolve(s_scope, "api");
        Action use = missing switch
        {
            SecretUse.Reveal => () => broker.Reveal(s_scope, token),
            SecretUse.Sign => () => broker.Sign(s_scope, token, "x"u8),
            SecretUse.Verify => () => broker.Verify(s_scope, token, "x"u8, "y"u8),
            SecretUse.Hmac => () => broker.Hmac(s_scope, token, "x"u8),
            SecretUse.Encrypt => () => broker.Encrypt(s_scope, token, "x"u8, default),
            SecretUse.Decrypt => () => broker.Decrypt(s_scope, token, "x"u8, default),
            _ => () => broker.FillHeader(s_scope, "api.example.com", "Bearer " + token.Text),
        };
        ComposeException e = Assert.Throws<ComposeException>(use);
        Assert.Equal(ErrorCodes.Secret.AccessDenied, e.Error.Code);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_AndVerify_UseTheKeyWithoutShowingIt()
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "ed");
        byte[] signature = broker.Sign(s_scope, token, "message"u8);
        Assert.True(broker.Verify(s_scope, token, "message"u8, signature));
        Assert.False(broker.Verify(s_scope, token, "massage"u8, signature));
        Assert.True(Ed25519.Verify(Ed25519.PublicKeyOf(Encoding.ASCII.GetBytes(Seed)), "message"u8, signature));
        Assert.Equal(ErrorCodes.Secret.WrongKind, Assert.Throws<ComposeException>(() => broker.Sign(s_scope, broker.Resolve(s_scope, "api"), "x"u8)).Error.Code);
    }

    [Fact]
    public void Hmac_IsThatOfTheRfc()
    {
        // RFC 4231 has this shape with other keys; the value is checked against the framework's own.
        SecretBroker broker = Broker();
        Assert.Equal(System.Security.Cryptography.HMACSHA256.HashData("hunter2"u8, "m"u8), broker.Hmac(s_scope, broker.Resolve(s_scope, "api"), "m"u8));
    }

    [Fact]
    public void Encrypt_RoundTrips_AndRefusesChanges()
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "aes");
        byte[] sealedBytes = broker.Encrypt(s_scope, token, "text"u8, "for"u8);
        Assert.Equal("text"u8.ToArray(), broker.Decrypt(s_scope, token, sealedBytes, "for"u8));
        Assert.NotEqual(sealedBytes, broker.Encrypt(s_scope, token, "text"u8, "for"u8));
        Assert.Throws<ComposeException>(() => broker.Decrypt(s_scope, token, sealedBytes, "against"u8));
        sealedBytes[^1] ^= 1;
        Assert.Throws<ComposeException>(() => broker.Decrypt(s_scope, token, sealedBytes, "for"u8));
        Assert.Throws<ComposeException>(() => broker.Decrypt(s_scope, token, [1, 2], "for"u8));
    }

    [Fact]
    public void FillHeader_PutsTheSecretInForAllowedHostsOnly()
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "api");
        using SecretValue filled = broker.FillHeader(s_scope, "api.example.com", $"Bearer {token.Text}")!;
        Assert.Equal("Bearer hunter2", Encoding.UTF8.GetString(filled.Bytes));
        using SecretValue below = broker.FillHeader(s_scope, "eu.example.org", token.Text)!;
        Assert.Equal("hunter2", Encoding.UTF8.GetString(below.Bytes));
        using SecretValue two = broker.FillHeader(s_scope, "api.example.com", $"st_é{token.Text}, st_{token.Text}st_")!;
        Assert.Equal($"st_é{Encoding.Latin1.GetString(below.Bytes)}, st_{Encoding.Latin1.GetString(below.Bytes)}st_", Encoding.Latin1.GetString(two.Bytes));
        Assert.Null(broker.FillHeader(s_scope, "evil.example.net", "Bearer abc"));
        foreach (string host in (string[])["evil.example.net", "example.org", "evil-example.org", "api.example.com.evil.net", "api.example.com:8443"])
        {
            Assert.Equal(ErrorCodes.Secret.AccessDenied, Assert.Throws<ComposeException>(() => broker.FillHeader(s_scope, host, $"Bearer {token.Text}")).Error.Code);
        }
    }

    [Fact]
    public void Uses_AreTold_WithoutValues()
    {
        var told = new List<string>();
        SecretBroker broker = Broker(tell: told.Add);
        broker.Hmac(s_scope, broker.Resolve(s_scope, "api"), "x"u8);
        Assert.Throws<ComposeException>(() => broker.Resolve(s_scope, "none"));
        Assert.Equal(["api resolve ok", "api hmac ok", "none resolve Secret.NotFound"], told);
    }

    [Fact]
    public void Value_Disposed_IsZeroed()
    {
        byte[] bytes = "canary"u8.ToArray();
        SecretValue value = SecretValue.Take(bytes);
        Assert.All(bytes, b => Assert.Equal(0, b));
        Assert.Equal("(secret)", value.ToString());
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Bytes.Length);
    }

    private const string Seed = "0123456789abcdef0123456789abcdef";

    private static SecretBroker Broker(SecretUse uses = (SecretUse)127, TimeProvider? time = null, Action<string>? tell = null)
    {
        var backend = new DevelopmentSecrets(new Dictionary<string, string> { ["api"] = "hunter2", ["ed"] = Seed, ["aes"] = Seed });
        var broker = new SecretBroker(new SecretBackends([backend]), time) { OnUse = (_, name, operation, outcome) => tell?.Invoke($"{name} {operation} {outcome}") };
        broker.Bind(s_scope, [.. ((string[])["api", "ed", "aes"]).Select(name => new SecretGrant(name, "dev://" + name, uses) { Hosts = ["api.example.com", "*.example.org"] })]);
        return broker;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
