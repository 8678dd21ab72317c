using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compose.Distribution.Tests;

/// <summary>A registry by the distribution specification 1.1, in memory, with logins and with faults that tests ask for.</summary>
internal sealed class RegistryStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, MemoryStream> _uploads = new();
    private int _upload;

    private RegistryStandIn(WebApplication app) => _app = app;

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; private set; } = string.Empty;

    /// <summary><c>none</c>, <c>basic</c> or <c>bearer</c>.</summary>
    public string Login { get; set; } = "none";

    public string? Realm { get; set; }

    public bool HasReferrers { get; set; }

    /// <summary>Answers instead of the registry where it returns true.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Method, path and query of every request, with what it was authorised by.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>By repository and digest.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>By repository and reference; the type before the bytes.</summary>
    public ConcurrentDictionary<string, (string Type, byte[] Bytes)> Manifests { get; } = new();

    public static async Task<RegistryStandIn> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        var registry = new RegistryStandIn(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(registry.AnswerAsync);
        await app.StartAsync();
        registry.Host = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;
        return registry;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        HttpRequest request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        Authorizations.Enqueue(request.Headers.Authorization.ToString());
        if (Instead is not null && await Instead(context))
        {
            return;
        }

        string path = request.Path.Value!;
        if (path == "/token")
        {
            await TokenAsync(context);
            return;
        }

        if (!path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (!IsLoggedIn(context))
        {
            return;
        }

        string[] parts = path.Split('/');
        int kind = Array.FindLastIndex(parts, part => part is "blobs" or "manifests" or "tags" or "referrers");
        string name = string.Join('/', parts[2..kind]), rest = string.Join('/', parts[(kind + 1)..]);
        switch (parts[kind])
        {
            case "blobs" when rest.StartsWith("uploads", StringComparison.Ordinal):
                await UploadAsync(context, name, rest);
                break;
            case "blobs":
                await BlobAsync(context, name + "@" + rest);
                break;
            case "manifests":
                await ManifestAsync(context, name, rest);
                break;
            case "tags":
                await TagsAsync(context, name);
                break;
            default:
                await ReferrersAsync(context, name, rest);
                break;
        }
    }

    private bool IsLoggedIn(HttpContext context)
    {
        string given = context.Request.Headers.Authorization.ToString();
        bool isIn = Login switch
        {
            "basic" => given == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:secret")),
            "bearer" => given.StartsWith("Bearer token-", StringComparison.Ordinal),
            _ => true,
        };
        if (!isIn)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = Login == "basic" ? "Basic realm=\"test\"" : $"Bearer realm=\"{Realm ?? $"http://{Host}/token"}\",service=\"test\"";
        }

        return isIn;
    }

    private static async Task TokenAsync(HttpContext context)
    {
        if (context.Request.Method == "POST")
        {
            IFormCollection form = await context.Request.ReadFormAsync();
            if (form["grant_type"] != "refresh_token" || form["refresh_token"] != "identity")
            {
                context.Response.StatusCode = 401;
                return;
            }

            await context.Response.WriteAsync("""{"access_token": "token-identity"}""");
            return;
        }

        string given = context.Request.Headers.Authorization.ToString();
        if (given.Length > 0 && given != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:secret")))
        {
            context.Response.StatusCode = 401;
            return;
        }

        await context.Response.WriteAsync(new JsonObject { ["token"] = "token-" + (given.Length > 0 ? "user" : "anonymous") }.ToJsonString());
    }

    private async Task UploadAsync(HttpContext context, string name, string rest)
    {
        HttpRequest request = context.Request;
        string id = rest.Length > "uploads/".Length ? rest["uploads/".Length..] : string.Empty;
        if (request.Method == "POST")
        {
            if (request.Query["mount"].ToString() is { Length: > 0 } mount && Blobs.TryGetValue($"{request.Query["from"]}@{mount}", out byte[]? present))
            {
                Blobs[$"{name}@{mount}"] = present;
                context.Response.StatusCode = 201;
                return;
            }

            id = "u" + Interlocked.Increment(ref _upload);
            _uploads[id] = new MemoryStream();
            Accepted(context, name, id, 202);
            return;
        }

        if (!_uploads.TryGetValue(id, out MemoryStream? upload))
        {
            context.Response.StatusCode = 404;
            return;
        }

        if (request.Method == "GET")
        {
            Accepted(context, name, id, 204);
            return;
        }

        if (request.Method == "PATCH" && !request.Headers.ContentRange.ToString().StartsWith(upload.Length.ToString(CultureInfo.InvariantCulture) + "-", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 416;
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        upload.Write(body.ToArray());
        if (request.Method == "PATCH")
        {
            Accepted(context, name, id, 202);
            return;
        }

        string digest = request.Query["digest"].ToString();
        byte[] bytes = upload.ToArray();
        _uploads.TryRemove(id, out _);
        if (Digest.Of(bytes).ToString() != digest)
        {
            await RefuseAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }

        Blobs[$"{name}@{digest}"] = bytes;
        context.Response.StatusCode = 201;
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private void Accepted(HttpContext context, string name, string id, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = $"/v2/{name}/blobs/uploads/{id}?_state=x%3D%3D";
        long length = _uploads[id].Length;
        context.Response.Headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, length - 1)}");
    }

    private async Task BlobAsync(HttpContext context, string key)
    {
        if (!Blobs.TryGetValue(key, out byte[]? bytes))
        {
            await RefuseAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }

        int from = 0;
        if (context.Request.Headers.Range.ToString() is { Length: > 0 } range)
        {
            from = int.Parse(range.AsSpan("bytes=".Length, range.Length - "bytes=-".Length), CultureInfo.InvariantCulture);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}");
        }

        context.Response.ContentLength = bytes.Length - from;
        if (context.Request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(from));
        }
    }

    private async Task ManifestAsync(HttpContext context, string name, string reference)
    {
        if (context.Request.Method == "PUT")
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            byte[] bytes = body.ToArray();
            var digest = Digest.Of(bytes);
            Manifests[$"{name}:{reference}"] = Manifests[$"{name}:{digest}"] = (context.Request.ContentType!, bytes);
            context.Response.StatusCode = 201;
            context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
            if (HasReferrers && JsonNode.Parse(bytes)!["subject"] is { } subject)
            {
                context.Response.Headers["OCI-Subject"] = subject["digest"]!.ToString();
            }

            return;
        }

        if (!Manifests.TryGetValue($"{name}:{reference}", out (string Type, byte[] Bytes) found))
        {
            await RefuseAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }

        context.Response.ContentType = found.Type;
        await context.Response.Body.WriteAsync(found.Bytes);
    }

    /// <summary>One tag a page, so that paging is followed.</summary>
    private async Task TagsAsync(HttpContext context, string name)
    {
        string[] tags = [.. Manifests.Keys.Where(key => key.StartsWith(name + ":", StringComparison.Ordinal) && !key.Contains(":sha256", StringComparison.Ordinal)).Select(key => key[(name.Length + 1)..]).Order(StringComparer.Ordinal)];
        int at = context.Request.Query["last"].ToString() is { Length: > 0 } last ? Array.IndexOf(tags, last) + 1 : 0;
        if (at + 1 < tags.Length)
        {
            context.Response.Headers.Link = $"</v2/{name}/tags/list?n=1&last={tags[at]}>; rel=\"next\"";
        }

        await context.Response.WriteAsync(new JsonObject { ["name"] = name, ["tags"] = new JsonArray([.. tags.Skip(at).Take(1).Select(tag => (JsonNode)tag)]) }.ToJsonString());
    }

    private async Task ReferrersAsync(HttpContext context, string name, string subject)
    {
        if (!HasReferrers)
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("404 page not found\n");
            return;
        }

        var manifests = new JsonArray();
        foreach ((string key, (string type, byte[] bytes)) in Manifests.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            JsonNode manifest = JsonNode.Parse(bytes)!;
            if (key.StartsWith(name + ":sha256:", StringComparison.Ordinal) && manifest["subject"]?["digest"]?.ToString() == subject)
            {
                manifests.Add((JsonNode)new JsonObject { ["mediaType"] = type, ["digest"] = Digest.Of(bytes).ToString(), ["size"] = bytes.Length, ["artifactType"] = manifest["artifactType"]?.ToString() });
            }
        }

        context.Response.ContentType = "application/vnd.oci.image.index.v1+json";
        await context.Response.WriteAsync(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = manifests }.ToJsonString());
    }

    public static async Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }) }.ToJsonString());
    }
}
