using System.Text;
using Compose.Secrets.Vault;

namespace Compose.Secrets.Tests;

/// <summary>Logins of Kubernetes service accounts, and what the server's states come to.</summary>
public sealed class VaultLoginTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("kubernetes")]
    [InlineData("k8s/prod")]
    public async Task ServiceAccount_LogsIn_AndAgainWithItsNewToken(string mount)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        File.WriteAllText(_file, server.Jwt + "\n");
        using var vault = new VaultSecrets(Options(server, "app") with { KubernetesMount = mount });
        Assert.Equal("bob", Read(vault));
        Assert.Equal("bob", Read(vault));
        Assert.Equal(1, server.Logins);

        // Kubernetes rotates the file; the former token is not taken any more.
        server.Revoke("kubernetes-1");
        server.Jwt = "another.token.of-it";
        File.WriteAllText(_file, server.Jwt);
        Assert.Equal("bob", Read(vault));
        Assert.Equal(2, server.Logins);
        Assert.Equal(2, server.Count($"POST auth/{mount}/login"));
    }

    [Theory]
    [InlineData("app", "wrong.jwt.text", "Secret.AccessDenied", "permission denied", "service accounts")]
    [InlineData("none", null, "Secret.AccessDenied", "invalid role name", "VAULT_KUBERNETES_ROLE")]
    [InlineData("down", null, "Secret.BackendError", "lookup failed", "service accounts")]
    [InlineData("app", "", "Secret.WrongKind", "no token of a service account", "")]
    [InlineData("app", "two words", "Secret.WrongKind", "no token of a service account", "")]
    public async Task ServiceAccount_ThatIsRefused_SaysWhy(string role, string? jwt, string code, string message, string hint)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        File.WriteAllText(_file, jwt ?? server.Jwt);
        using var vault = new VaultSecrets(Options(server, role));
        ComposeError error = Assert.Throws<ComposeException>(() => Read(vault)).Error;
        Assert.Equal(code, error.Code.Name);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint ?? string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-of-jwt", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceAccount_WithoutAFile_SaysSo()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(Options(server, "app") with { KubernetesTokenFile = _file + ".none" });
        Assert.Equal(ErrorCodes.Secret.AccessDenied, Assert.Throws<ComposeException>(() => Read(vault)).Error.Code);
    }

    [Fact]
    public async Task Token_NearItsEnd_IsRenewed_AndHadAnewWhereThatFails()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        File.WriteAllText(_file, server.Jwt);
        var clock = new Clock();
        server.TokenSeconds = 900;
        using var vault = new VaultSecrets(Options(server, "app") with { Time = clock });
        Read(vault);
        clock.Now += TimeSpan.FromMinutes(11);
        Read(vault);
        Assert.Equal((1, 1), (server.Logins, server.Count("POST auth/token/renew-self")));

        // A renewal that brings little: the token is near the most that it may last.
        server.TokenSeconds = 100;
        clock.Now += TimeSpan.FromMinutes(11);
        Read(vault);
        Assert.Equal((2, 2), (server.Logins, server.Count("POST auth/token/renew-self")));
    }

    [Theory]
    [InlineData("412", "Secret.BackendError", "caught up")]
    [InlineData("429", "Secret.BackendError", "quota")]
    [InlineData("472", "Secret.BackendError", "standby")]
    [InlineData("473", "Secret.BackendError", "standby")]
    [InlineData("501", "Secret.BackendError", "not initialised")]
    [InlineData("503", "Secret.BackendError", "sealed")]
    [InlineData("405", "Secret.BackendError", "does not do this")]
    [InlineData("307", "Secret.BackendError", "names another server")]
    [InlineData("wrapped", "Secret.BackendError", "wraps its answer")]
    [InlineData("noisy", "Secret.BackendError", "line one line two")]
    [InlineData("huge", "Secret.BackendError", "more than")]
    public async Task State_OfTheServer_IsTold(string state, string code, string expected)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = VaultStandIn.Root, Retries = 0 });
        ComposeError error = Assert.Throws<ComposeException>(() => vault.Read(SecretUri.Parse($"vault://status/{state}#x"))).Error;
        Assert.Equal(code, error.Code.Name);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint ?? (state is "noisy" or "huge" ? "" : null));
        Assert.True(error.Message.Length < 500, "what a server says is cut");
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.DoesNotContain("wrapping-canary", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to\nken")]
    [InlineData("canary token")]
    [InlineData("t\u00f6ken")]
    public async Task Token_ThatCannotBeInAHeader_IsNotRepeated(string token)
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = token });
        ComposeException e = Assert.Throws<ComposeException>(() => Read(vault));
        Assert.Equal(ErrorCodes.Secret.InvalidBackend, e.Error.Code);
        Assert.DoesNotContain(token, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_PrintNoTokens()
    {
        var options = new VaultOptions { Address = new Uri("http://127.0.0.1:1"), Token = "canary-1", SecretId = "canary-2", RoleId = "r" };
        Assert.DoesNotContain("canary", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault://kv/a?verison=1#x")]
    [InlineData("vault://kv/a?engine=transit&kv=1#x")]
    [InlineData("vault://kv/a?engine=unknown#x")]
    [InlineData("vault://kv/a?kv=3#x")]
    public void Address_WithWhatIsNotKnown_IsRefused(string uri)
    {
        using var vault = new VaultSecrets(new VaultOptions { Address = new Uri("http://127.0.0.1:1"), Token = "t", Retries = 0 });
        Assert.Equal(ErrorCodes.Secret.InvalidUri, Assert.Throws<ComposeException>(() => vault.Read(SecretUri.Parse(uri))).Error.Code);
    }

    private VaultOptions Options(VaultStandIn server, string role) =>
        new() { Address = server.Address, KubernetesRole = role, KubernetesTokenFile = _file, Retries = 0 };

    private static string Read(VaultSecrets vault)
    {
        using SecretValue value = vault.Read(SecretUri.Parse("vault://kv/team/api#user"));
        return Encoding.UTF8.GetString(value.Bytes);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
