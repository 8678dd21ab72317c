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
    public void Uses_OfTokensThatAreNone_AndForOtherHosts_AreTold()
    {
        var told = new List<string>();
        SecretBroker broker = Broker(tell: told.Add);
        var stranger = SecretToken.Create();
        Assert.Throws<ComposeException>(() => broker.Hmac(s_scope, stranger, "x"u8));
        Assert.Throws<ComposeException>(() => broker.FillHeader(s_scope, "evil.example", broker.Resolve(s_scope, "api").Text));
        Assert.Throws<ComposeException>(() => broker.Resolve(s_scope, new string('n', 1 << 20)));
        Assert.Equal($"{stranger} hmac Secret.InvalidToken", told[0]);
        Assert.Equal(["api resolve ok", "api bearer Secret.AccessDenied"], told[1..3]);
        Assert.True(told[3].Length < 300, "a guest chooses the name, and the journal keeps it");
        Assert.DoesNotContain(told, line => line.Contains(stranger.Text, StringComparison.Ordinal));
    }

    public static TheoryData<string> NoTokens =>
    [
        "", "st_", "st_0", "ST_" + new string('0', 64), "st_" + new string('0', 63), "st_" + new string('0', 65), "st_" + new string('G', 64),
        " st_" + new string('0', 64), "st_" + new string('0', 64) + "\n", "st_" + new string('\u0660', 64), "st_" + new string('A', 64), new string('s', 1 << 20), "st_" + new string('0', 1 << 20),
    ];

    [Theory]
    [MemberData(nameof(NoTokens))]
    public void Text_ThatIsNoToken_IsNone(string text)
    {
        Assert.False(SecretToken.TryParse(text, out SecretToken token));
        SecretBroker broker = Broker();
        foreach (Action use in (Action[])[() => broker.Describe(s_scope, token), () => broker.Reveal(s_scope, token), () => broker.Revoke(s_scope, token), () => broker.Sign(s_scope, token, "x"u8)])
        {
            Assert.Equal(ErrorCodes.Secret.InvalidToken, Assert.Throws<ComposeException>(use).Error.Code);
        }
    }

    [Fact]
    public void Header_OfManyBeginnings_IsSearchedInNoTime()
    {
        string text = string.Concat(Enumerable.Repeat("st_", 100_000)) + SecretToken.Create().Text;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(ErrorCodes.Secret.InvalidToken, Assert.Throws<ComposeException>(() => Broker().FillHeader(s_scope, "api.example.com", text)).Error.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
    }

    [Fact]
    public void Tokens_OfOneInstance_AreLimited_AndTakeNothingFromOthers()
    {
        var clock = new Clock();
        SecretBroker broker = Broker(time: clock);
        SecretToken first = broker.Resolve(s_scope, "api");
        for (int i = 1; i < 10_000; i++)
        {
            broker.Resolve(s_scope, "api");
        }

        Assert.Equal(ErrorCodes.Secret.BackendError, Assert.Throws<ComposeException>(() => broker.Resolve(s_scope, "api")).Error.Code);
        SecretScope other = s_scope with { Tenant = "other" };
        broker.Bind(other, [new SecretGrant("api", "dev://api", SecretUse.Hmac)]);
        broker.Resolve(other, "api");

        // One that goes makes room for one; and what has expired for all.
        broker.Revoke(s_scope, first);
        broker.Resolve(s_scope, "api");
        Assert.Throws<ComposeException>(() => broker.Resolve(s_scope, "api"));
        clock.Now += TimeSpan.FromMinutes(61);
        broker.Resolve(s_scope, "api");
    }

    [Fact]
    public void Failure_OfALibrary_ShowsNothingOfTheValue()
    {
        using var broker = new SecretBroker(new SecretBackends([new Failing()]));
        broker.Bind(s_scope, [new SecretGrant("api", "failing://x", SecretUse.Hmac)]);
        ComposeException e = Assert.Throws<ComposeException>(() => broker.Hmac(s_scope, broker.Resolve(s_scope, "api"), "x"u8));
        Assert.Equal(ErrorCodes.Secret.BackendError, e.Error.Code);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aes")]
    [InlineData("ed")]
    public void Key_OfTheWrongShape_SaysSoWithoutIt(string use)
    {
        SecretBroker broker = Broker();
        SecretToken token = broker.Resolve(s_scope, "api");
        ComposeException e = Assert.Throws<ComposeException>(() => use == "aes" ? broker.Encrypt(s_scope, token, "x"u8, default) : broker.Sign(s_scope, token, "x"u8));
        Assert.Equal(ErrorCodes.Secret.WrongKind, e.Error.Code);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    private sealed class Failing : ISecretBackend
    {
        public string Scheme => "failing";

        public SecretValue Read(SecretUri uri) => throw new FormatException("the value 'hunter2' is none");
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
