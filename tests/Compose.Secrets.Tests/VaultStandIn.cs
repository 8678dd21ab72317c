using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compose.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compose.Secrets.Tests;

/// <summary>
/// Answers as the documentation of Vault and OpenBao says: KV 1 and 2, AppRole, tokens, namespaces, Transit, and their
/// errors. It proves the client's side only; a real server is asked where <c>VAULT_ADDR</c> is set.
/// </summary>
internal sealed partial class VaultStandIn : IAsyncDisposable
{
    public const string Root = "root-token";

    private readonly WebApplication _app;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _key384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly SigningKey _edwards = SigningKey.Create(KeyAlgorithm.Ed25519);
    private readonly byte[] _aes = RandomNumberGenerator.GetBytes(32);

    private VaultStandIn(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Requests that fail with 500 before one succeeds.</summary>
    public int Failures { get; set; }

    /// <summary>What clients sent, for assertions: method, path, namespace.</summary>
    public List<string> Requests { get; } = [];

    public int Logins { get; private set; }

    /// <summary>The value of <c>kv/team/api#key</c>.</summary>
    public string Value { get; set; } = "v2-secret";

    /// <summary>Tokens that AppRole has given out and that are valid.</summary>
    public HashSet<string> Tokens { get; } = [Root];

    public static async Task<VaultStandIn> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        var vault = new VaultStandIn(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(vault.AnswerAsync);
        await app.StartAsync();
        vault.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return vault;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _key384.Dispose();
        _edwards.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value![4..], space = context.Request.Headers["X-Vault-Namespace"].ToString();
        lock (Requests)
        {
            Requests.Add($"{context.Request.Method} {path}{context.Request.QueryString} {space}".TrimEnd());
        }

        JsonNode? body = context.Request.ContentLength > 0 ? await JsonNode.ParseAsync(context.Request.Body) : null;
        string token = context.Request.Headers["X-Vault-Token"].ToString();
        if (Failures-- > 0)
        {
            await ErrorAsync(context, 500, "internal error");
        }
        else if (path == "auth/approle/login")
        {
            await LoginAsync(context, body);
        }
        else if (path is "auth/kubernetes/login" or "auth/k8s/prod/login")
        {
            await KubernetesAsync(context, body);
        }
        else if (!HasToken(token) || path.StartsWith("forbidden/", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 403, "permission denied");
        }
        else if (path.StartsWith("transit/", StringComparison.Ordinal))
        {
            await TransitAsync(context, path, body);
        }
        else if (path.StartsWith("auth/token/", StringComparison.Ordinal))
        {
            await TokenAsync(context, path, token);
        }
        else if (path.StartsWith("sys/", StringComparison.Ordinal) || path.Contains("/creds/", StringComparison.Ordinal))
        {
            await LeaseAsync(context, path, token, body);
        }
        else if (path.StartsWith("status/data/", StringComparison.Ordinal))
        {
            await StatusAsync(context, path["status/data/".Length..]);
        }
        else
        {
            await KvAsync(context, path, space);
        }
    }

    private async Task LoginAsync(HttpContext context, JsonNode? body)
    {
        Logins++;
        if (body?["role_id"]?.GetValue<string>() != "role" || body["secret_id"]?.GetValue<string>() != "sid")
        {
            await ErrorAsync(context, 400, "invalid role or secret ID");
            return;
        }

        await AuthAsync(context, "approle-" + Logins);
    }

    private async Task KvAsync(HttpContext context, string path, string space)
    {
        string version = context.Request.Query["version"].ToString();
        switch (path, version, space)
        {
            case ("kv/data/team/api", "" or "2", ""):
                await DataAsync(context, 200, Two(new JsonObject { ["key"] = Value, ["user"] = "bob", ["count"] = 7 }, 2));
                break;
            case ("kv/data/team/api", "1", ""):
                await DataAsync(context, 200, Two(new JsonObject { ["key"] = "v1-secret" }, 1));
                break;
            case ("kv/data/team/api", "", "team-a"):
                await DataAsync(context, 200, Two(new JsonObject { ["key"] = "of team-a" }, 1));
                break;
            case ("kv/data/team/gone", _, _):
                await DataAsync(context, 404, Two(null, 3));
                break;
            case ("old/team/api", _, _):
                await DataAsync(context, 200, new JsonObject { ["key"] = "kv1-secret" });
                break;
            case ("sealed/data/x", _, _):
                await ErrorAsync(context, 503, "Vault is sealed");
                break;
            case ("proxy/data/x", _, _):
                context.Response.StatusCode = 502;
                await context.Response.WriteAsync("<html>bad gateway v2-secret</html>");
                break;
            case ("html/data/x", _, _):
                await context.Response.WriteAsync("<html>fine</html>");
                break;
            case ("moved/data/x", _, _):
                context.Response.Redirect("http://evil.example/", permanent: false);
                break;
            default:
                context.Response.StatusCode = 404;
                await context.Response.WriteAsJsonAsync(new JsonObject { ["errors"] = new JsonArray() });
                break;
        }
    }

    private async Task TransitAsync(HttpContext context, string path, JsonNode? body)
    {
        byte[] Bytes(string name) => Convert.FromBase64String(body![name]!.GetValue<string>());
        switch (path)
        {
            case "transit/keys/sig":
                await KeyAsync(context, "ecdsa-p256", _key.ExportSubjectPublicKeyInfoPem());
                break;
            case "transit/keys/sig384":
                await KeyAsync(context, "ecdsa-p384", _key384.ExportSubjectPublicKeyInfoPem());
                break;
            case "transit/keys/sig25519":
                await KeyAsync(context, "ed25519", Convert.ToBase64String(_edwards.Key.SubjectPublicKeyInfo[^32..]));
                break;
            case "transit/keys/liar":
                await KeyAsync(context, "ecdsa-p256", _key.ExportSubjectPublicKeyInfoPem());
                break;
            case "transit/sign/sig":
                await SignedAsync(context, _key.SignData(Bytes("input"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
                break;
            case "transit/sign/sig384":
                // As the real one: SHA-256 unless the request names another hash.
                HashAlgorithmName hash = body!["hash_algorithm"]?.GetValue<string>() == "sha2-384" ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
                await SignedAsync(context, _key384.SignData(Bytes("input"), hash, DSASignatureFormat.Rfc3279DerSequence));
                break;
            case "transit/sign/sig25519":
                await SignedAsync(context, _edwards.Sign(Bytes("input")));
                break;
            case "transit/sign/liar":
                await SignedAsync(context, _key384.SignData(Bytes("input"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
                break;
            case "transit/verify/sig":
                byte[] signature = Convert.FromBase64String(body!["signature"]!.GetValue<string>()["vault:v1:".Length..]);
                await DataAsync(context, 200, new JsonObject { ["valid"] = _key.VerifyData(Bytes("input"), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) });
                break;
            case "transit/hmac/mac":
                await DataAsync(context, 200, new JsonObject { ["hmac"] = "vault:v1:" + Convert.ToBase64String(HMACSHA256.HashData(_aes, Bytes("input"))) });
                break;
            case "transit/encrypt/aes":
                await DataAsync(context, 200, new JsonObject { ["ciphertext"] = "vault:v1:" + Convert.ToBase64String([.. Bytes("plaintext").Reverse()]), ["key_version"] = 1 });
                break;
            case "transit/decrypt/aes":
                await DataAsync(context, 200, new JsonObject { ["plaintext"] = Convert.ToBase64String([.. Convert.FromBase64String(body!["ciphertext"]!.GetValue<string>()["vault:v1:".Length..]).Reverse()]) });
                break;
            case var _ when path.StartsWith("transit/keys/", StringComparison.Ordinal):
                context.Response.StatusCode = 404;
                await context.Response.WriteAsJsonAsync(new JsonObject { ["errors"] = new JsonArray() });
                break;
            default:
                await ErrorAsync(context, 400, "signing key not found");
                break;
        }
    }

    private static Task KeyAsync(HttpContext context, string type, string publicKey) =>
        DataAsync(context, 200, new JsonObject { ["type"] = type, ["latest_version"] = 1, ["keys"] = new JsonObject { ["1"] = new JsonObject { ["public_key"] = publicKey } } });

    private static Task SignedAsync(HttpContext context, byte[] signature) =>
        DataAsync(context, 200, new JsonObject { ["signature"] = "vault:v1:" + Convert.ToBase64String(signature), ["key_version"] = 1 });

    private static JsonObject Two(JsonObject? data, int version) => new()
    {
        ["data"] = data,
        ["metadata"] = new JsonObject { ["version"] = version, ["created_time"] = "2026-01-01T00:00:00Z", ["deletion_time"] = data is null ? "2026-02-01T00:00:00Z" : "", ["destroyed"] = false, ["custom_metadata"] = null },
    };

    private static Task DataAsync(HttpContext context, int status, JsonObject data)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new JsonObject { ["request_id"] = "1", ["lease_id"] = "", ["renewable"] = false, ["lease_duration"] = 0, ["data"] = data, ["wrap_info"] = null, ["warnings"] = null, ["auth"] = null });
    }

    private static Task ErrorAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new JsonObject { ["errors"] = new JsonArray(error) });
    }
}
