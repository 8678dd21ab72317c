using System.Diagnostics;
using System.Text;
using Compose.Secrets.Vault;

namespace Compose.Secrets.Tests;

/// <summary>Credentials with a lease: had once, renewed while they are held, given back at the end.</summary>
public sealed class VaultLeaseTests
{
    private const string Password = "vault://database/creds/ro?engine=dynamic#password", User = "vault://database/creds/ro?engine=dynamic#username";

    private readonly List<ComposeError> _problems = [];

    [Fact]
    public async Task Fields_OfOneAddress_AreOfOneLease_WhichIsRevokedAtTheEnd()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        using (VaultSecrets vault = Open(server))
        {
            Assert.Equal("v-ro-1", Read(vault, User));
            Assert.Equal("v2-secret-1", Read(vault, Password));
            Assert.Equal("v2-secret-1", Read(vault, Password));
            Assert.Equal(1, server.Count("GET database/creds/ro"));
            Assert.Equal(["database/creds/ro/1"], server.Leases);
        }

        Assert.Empty(server.Leases);
        Assert.Equal(1, server.Count("POST sys/leases/revoke"));
        Assert.Empty(_problems);
    }

    [Fact]
    public async Task ManyAtOnce_GetOneLease()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        using VaultSecrets vault = Open(server);
        Parallel.For(0, 16, _ => Assert.Equal("v2-secret-1", Read(vault, Password)));
        Assert.Single(server.Leases);
    }

    [Fact]
    public async Task Lease_IsRenewed_ForAsLongAsItIsHeld()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using VaultSecrets vault = Open(server);
        Assert.Equal("v2-secret-1", Read(vault, Password));
        await Until(() => server.Count("POST sys/leases/renew") >= 3);
        Assert.Equal("v2-secret-1", Read(vault, Password));
        Assert.Equal(1, server.Count("GET database/creds/ro"));
    }

    [Fact]
    public async Task Lease_ThatCannotBeRenewed_IsFollowedByAnother()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeasesAreRenewable = false;
        using VaultSecrets vault = Open(server);
        Assert.Equal("v2-secret-1", Read(vault, Password));
        await Task.Delay(1_200, TestContext.Current.CancellationToken);
        Assert.Equal("v2-secret-2", Read(vault, Password));
        Assert.Equal(0, server.Count("POST sys/leases/renew"));
    }

    [Fact]
    public async Task Lease_NearTheMostItMayLast_IsLeftToEnd()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 3;
        server.RenewedSeconds = 1;
        using VaultSecrets vault = Open(server);
        Assert.Equal("v2-secret-1", Read(vault, Password));
        await Until(() => server.Count("POST sys/leases/renew") == 1);
        await Task.Delay(1_300, TestContext.Current.CancellationToken);
        Assert.Equal("v2-secret-2", Read(vault, Password));
    }

    [Fact]
    public async Task Failures_OfRenewalAndRevocation_AreTold_WithoutValues()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 2;
        using (VaultSecrets vault = Open(server))
        {
            Read(vault, Password);
            server.FailsLeases = true;
            await Until(() => _problems.Count == 1);
            Assert.Contains("could not be renewed", _problems[0].Message, StringComparison.Ordinal);
            Assert.Contains("ends by itself", _problems[0].Message, StringComparison.Ordinal);
            Read(vault, Password);
        }

        // Whether its end had come is a matter of time; what was told holds no value.
        Assert.All(_problems, problem => Assert.True(problem.IsWarning));
        Assert.All(_problems, problem => Assert.DoesNotContain("v2-secret", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revocation_ThatFails_IsTold()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        using (VaultSecrets vault = Open(server))
        {
            Read(vault, Password);
            server.FailsLeases = true;
        }

        Assert.Contains("could not be revoked", Assert.Single(_problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_UnderATokenThatWasRevoked_IsFollowedByAnother()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        using VaultSecrets vault = Open(server, role: true);
        Assert.Equal("v2-secret-1", Read(vault, Password));
        server.Revoke("approle-1");
        Assert.Equal("v2-secret", Read(vault, "vault://kv/team/api#key"));
        Assert.Equal("v2-secret-2", Read(vault, Password));
        Assert.Equal(["database/creds/ro/2"], server.Leases);
    }

    [Fact]
    public async Task Token_OfALogin_IsRenewedBesideItsLeases_AndRevokedAtTheEnd()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        server.TokenSeconds = 1;
        using (VaultSecrets vault = Open(server, role: true))
        {
            Read(vault, Password);
            await Until(() => server.Count("POST auth/token/renew-self") >= 2);
            Assert.Equal(1, server.Logins);
        }

        Assert.DoesNotContain("approle-1", server.Tokens);
        Assert.Equal(1, server.Count("POST auth/token/revoke-self"));
    }

    [Fact]
    public async Task Token_ThatWasGiven_IsLookedUpForLeases_AndNeverRevoked()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        server.TokenSeconds = 1;
        server.Tokens.Add("given");
        using (var vault = new VaultSecrets(new VaultOptions { Address = server.Address, Token = "given" }))
        {
            Read(vault, Password);
            await Until(() => server.Count("POST auth/token/renew-self") >= 1);
        }

        Assert.Contains("given", server.Tokens);
        Assert.Equal(0, server.Count("POST auth/token/revoke-self"));
    }

    [Fact]
    public async Task Engine_WithoutALease_IsAskedEachTime()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using VaultSecrets vault = Open(server);
        Assert.Equal("t-1", Read(vault, "vault://gcp/creds/plain?engine=dynamic#token"));
        Assert.Equal("t-2", Read(vault, "vault://gcp/creds/plain?engine=dynamic"));
        Assert.Empty(server.Leases);
    }

    [Fact]
    public async Task Check_MakesNoCredentials()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using VaultSecrets vault = Open(server);
        vault.Check(SecretUri.Parse(Password));
        Assert.Equal(ErrorCodes.Secret.AccessDenied, Assert.Throws<ComposeException>(() => vault.Check(SecretUri.Parse("vault://database/creds/rw?engine=dynamic#password"))).Error.Code);
        Assert.Equal(0, server.Count("GET database"));
    }

    [Fact]
    public async Task Role_ThatIsUnknown_IsNotThere()
    {
        await using VaultStandIn server = await VaultStandIn.StartAsync();
        using VaultSecrets vault = Open(server);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => Read(vault, "vault://database/creds/none?engine=dynamic#password")).Error.Code);
        Assert.Equal(ErrorCodes.Secret.NotFound, Assert.Throws<ComposeException>(() => Read(vault, "vault://database/creds/ro?engine=dynamic#nothing")).Error.Code);
    }

    [Fact]
    public async Task End_BeforeAServerThatIsGone_TakesNoTime()
    {
        VaultStandIn server = await VaultStandIn.StartAsync();
        server.LeaseSeconds = 600;
        VaultSecrets vault = Open(server, role: true);
        Read(vault, Password);
        await server.DisposeAsync();
        var clock = Stopwatch.StartNew();
        vault.Dispose();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
        Assert.Single(_problems);
    }

    private VaultSecrets Open(VaultStandIn server, bool role = false) => new(new VaultOptions
    {
        Address = server.Address,
        Token = role ? null : VaultStandIn.Root,
        RoleId = role ? "role" : null,
        SecretId = role ? "sid" : null,
        Retries = 0,
        OnProblem = problem =>
        {
            lock (_problems)
            {
                _problems.Add(problem);
            }
        },
    });

    private static string Read(VaultSecrets vault, string uri)
    {
        using SecretValue value = vault.Read(SecretUri.Parse(uri));
        return Encoding.UTF8.GetString(value.Bytes);
    }

    private static async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it does not happen");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
