using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Compose.Secrets.Tests;

/// <content>Tokens that end, Kubernetes logins, engines that give leases, and states of the server.</content>
internal sealed partial class VaultStandIn
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Token, string Password)> _leases = new(StringComparer.Ordinal);
    private int _credentials;

    /// <summary>The JWT that the Kubernetes role accepts.</summary>
    public string Jwt { get; set; } = "eyJhbGciOiJSUzI1NiJ9.canary-of-jwt.c2ln";

    /// <summary>Seconds that a token of a login lasts.</summary>
    public int TokenSeconds { get; set; } = 1200;

    /// <summary>Seconds that a lease lasts, and what a renewal of it gives; null as much again.</summary>
    public int LeaseSeconds { get; set; } = 1;

    public int? RenewedSeconds { get; set; }

    public bool LeasesAreRenewable { get; set; } = true;

    /// <summary>Whether requests about leases fail with 500.</summary>
    public bool FailsLeases { get; set; }

    /// <summary>Leases that are alive.</summary>
    public IReadOnlyCollection<string> Leases
    {
        get
        {
            lock (_gate)
            {
                return [.. _leases.Keys];
            }
        }
    }

    /// <summary>Requests that begin so.</summary>
    public int Count(string request)
    {
        lock (Requests)
        {
            return Requests.Count(each => each.StartsWith(request, StringComparison.Ordinal));
        }
    }

    /// <summary>Ends a token as Vault does: its leases end with it.</summary>
    public void Revoke(string token)
    {
        lock (_gate)
        {
            Tokens.Remove(token);
            foreach (string lease in _leases.Where(each => each.Value.Token == token).Select(each => each.Key).ToList())
            {
                _leases.Remove(lease);
            }
        }
    }

    private bool HasToken(string token)
    {
        lock (_gate)
        {
            return Tokens.Contains(token);
        }
    }

    private async Task AuthAsync(HttpContext context, string token)
    {
        lock (_gate)
        {
            Tokens.Add(token);
        }

        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["request_id"] = "1", ["lease_id"] = "", ["renewable"] = false, ["lease_duration"] = 0, ["data"] = null, ["wrap_info"] = null, ["warnings"] = null,
            ["auth"] = new JsonObject { ["client_token"] = token, ["accessor"] = "a", ["policies"] = new JsonArray("default"), ["lease_duration"] = TokenSeconds, ["renewable"] = true },
        });
    }

    private async Task KubernetesAsync(HttpContext context, JsonNode? body)
    {
        Logins++;
        switch ((body?["role"]?.GetValue<string>(), body?["jwt"]?.GetValue<string>()))
        {
            case ("app", { } jwt) when jwt == Jwt:
                await AuthAsync(context, "kubernetes-" + Logins);
                break;
            case ("app", _):
                await ErrorAsync(context, 403, "permission denied");
                break;
            case ("down", _):
                await ErrorAsync(context, 500, "lookup failed: [invalid bearer token]");
                break;
            case ({ } role, _):
                await ErrorAsync(context, 400, $"invalid role name \"{role}\"");
                break;
            default:
                await ErrorAsync(context, 400, "missing role");
                break;
        }
    }

    private async Task TokenAsync(HttpContext context, string path, string token)
    {
        switch (path)
        {
            case "auth/token/lookup-self":
                await DataAsync(context, 200, new JsonObject { ["ttl"] = token == Root ? 0 : TokenSeconds, ["renewable"] = token != Root });
                break;
            case "auth/token/renew-self":
                await AuthAsync(context, token);
                break;
            default:
                Revoke(token);
                context.Response.StatusCode = 204;
                break;
        }
    }

    private async Task LeaseAsync(HttpContext context, string path, string token, JsonNode? body)
    {
        string lease = body?["lease_id"]?.GetValue<string>() ?? string.Empty;
        bool isAlive;
        lock (_gate)
        {
            isAlive = _leases.ContainsKey(lease);
        }

        if (FailsLeases && path.StartsWith("sys/", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 500, "internal error");
        }
        else if (path == "sys/capabilities-self")
        {
            string asked = body!["paths"]![0]!.GetValue<string>();
            string word = asked == "database/creds/ro" ? "read" : "deny";
            await DataAsync(context, 200, new JsonObject { ["capabilities"] = new JsonArray(word), [asked] = new JsonArray(word) });
        }
        else if (path is "sys/leases/renew" or "sys/leases/revoke" && !isAlive)
        {
            await ErrorAsync(context, 400, "lease not found");
        }
        else if (path == "sys/leases/renew")
        {
            await context.Response.WriteAsJsonAsync(new JsonObject { ["lease_id"] = lease, ["renewable"] = true, ["lease_duration"] = RenewedSeconds ?? LeaseSeconds });
        }
        else if (path == "sys/leases/revoke")
        {
            lock (_gate)
            {
                _leases.Remove(lease);
            }

            context.Response.StatusCode = 204;
        }
        else if (path == "database/creds/ro")
        {
            int number = Interlocked.Increment(ref _credentials);
            string id = $"database/creds/ro/{number}", password = $"{Value}-{number}";
            lock (_gate)
            {
                _leases.Add(id, (token, password));
            }

            await context.Response.WriteAsJsonAsync(new JsonObject
            {
                ["request_id"] = "1", ["lease_id"] = id, ["renewable"] = LeasesAreRenewable, ["lease_duration"] = LeaseSeconds,
                ["data"] = new JsonObject { ["username"] = $"v-ro-{number}", ["password"] = password }, ["wrap_info"] = null, ["warnings"] = null, ["auth"] = null,
            });
        }
        else if (path == "gcp/creds/plain")
        {
            await DataAsync(context, 200, new JsonObject { ["token"] = $"t-{Interlocked.Increment(ref _credentials)}" });
        }
        else
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsJsonAsync(new JsonObject { ["errors"] = new JsonArray("unknown role: none") });
        }
    }

    private async Task StatusAsync(HttpContext context, string name)
    {
        switch (name)
        {
            case "wrapped":
                await context.Response.WriteAsJsonAsync(new JsonObject
                {
                    ["request_id"] = "1", ["lease_id"] = "", ["renewable"] = false, ["lease_duration"] = 0, ["data"] = null,
                    ["wrap_info"] = new JsonObject { ["token"] = "hvs.wrapping-canary", ["ttl"] = 300, ["creation_path"] = "status/data/wrapped" },
                });
                break;
            case "307":
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = "http://127.0.0.2:8200/v1/kv/data/x";
                break;
            case "noisy":
                await ErrorAsync(context, 400, "line one\nline two\u001b[31m " + new string('x', 5_000));
                break;
            case "huge":
                context.Response.StatusCode = 200;
                await context.Response.Body.WriteAsync(new byte[5 << 20]);
                break;
            default:
                if (name == "429")
                {
                    context.Response.Headers.RetryAfter = "1";
                }

                await ErrorAsync(context, int.Parse(name, CultureInfo.InvariantCulture), "as asked");
                break;
        }
    }
}
