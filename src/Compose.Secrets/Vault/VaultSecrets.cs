using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Compose.Secrets.Vault;

/// <summary>
/// HashiCorp Vault and OpenBao:
/// <code>
/// vault://MOUNT/PATH#FIELD[?version=N][&amp;kv=1]     a field of a KV secret (version 2 of the engine unless kv=1)
/// vault://MOUNT/PATH?engine=dynamic#FIELD          a field of what any engine answers: credentials with a lease
/// vault://MOUNT/keys/NAME?engine=transit           a key of the Transit engine, which never leaves the server
/// </code>
/// Leases are renewed for as long as this lives and revoked when it is disposed of; addresses that differ in their field
/// only share one.
/// </summary>
public sealed partial class VaultSecrets(VaultOptions options, HttpMessageHandler? handler = null) : ISecretKeyBackend, IDisposable
{
    private readonly VaultClient _client = new(options, handler);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VaultLease> _leases = new(StringComparer.Ordinal);
    private bool _isOver;

    // The type of a key never changes.
    private readonly ConcurrentDictionary<string, string> _types = new(StringComparer.Ordinal);

    private enum Engine
    {
        KeyValue1,
        KeyValue2,
        Dynamic,
        Transit,
    }

    public string Scheme => "vault";

    public bool IsKey(SecretUri uri) => EngineOf(uri) == Engine.Transit;

    public SecretValue Read(SecretUri uri)
    {
        Engine engine = EngineOf(uri);
        if (engine == Engine.Transit)
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{uri} is a key of Transit, which does not leave Vault");
        }

        (string mount, string path) = Split(uri);
        if (engine == Engine.Dynamic)
        {
            return LeaseOf($"{mount}/{path}").Read(uri, Field);
        }

        bool isFirst = engine == Engine.KeyValue1;
        string request = isFirst ? $"{mount}/{path}" : $"{mount}/data/{path}";
        if (uri.Query.TryGetValue("version", out string? version))
        {
            request += "?version=" + Uri.EscapeDataString(version);
        }

        using VaultAnswer answer = _client.Send(HttpMethod.Get, request);
        JsonElement data = answer.Object("data");
        if (!isFirst && data.ValueKind == JsonValueKind.Object)
        {
            // A deleted or destroyed version is a 404 that still has its metadata.
            data = data.TryGetProperty("data", out JsonElement inner) ? inner : default;
            if (data.ValueKind == JsonValueKind.Null)
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, $"the version of {uri} was deleted or destroyed", hint: "undelete it, or name another: ?version=N");
            }
        }

        if (answer.Status == HttpStatusCode.NotFound || data.ValueKind != JsonValueKind.Object)
        {
            throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no secret {uri}", hint: isFirst ? "for version 2 of the KV engine leave kv=1 out" : "for version 1 of the KV engine add ?kv=1");
        }

        return Field(uri, data);
    }

    /// <summary>Fails as <see cref="Read"/> would; credentials are not made for it: whether they may be is asked instead.</summary>
    public void Check(SecretUri uri)
    {
        switch (EngineOf(uri))
        {
            case Engine.Transit:
                LatestVersion(uri);
                break;
            case Engine.Dynamic:
                CheckAccess(uri);
                break;
            default:
                using (Read(uri))
                {
                    break;
                }
        }
    }

    /// <summary>Revokes the leases, and the token if it was had by a login.</summary>
    public void Dispose()
    {
        List<VaultLease> leases;
        lock (_lock)
        {
            _isOver = true;
            leases = [.. _leases.Values];
            _leases.Clear();
        }

        leases.ForEach(lease => lease.Dispose());
        _client.Dispose();
    }

    private VaultLease LeaseOf(string path)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                throw new ComposeException(ErrorCodes.Secret.BackendError, "the host has given up its leases");
            }

            return _leases.TryGetValue(path, out VaultLease? lease) ? lease : _leases[path] = new VaultLease(_client, options, path);
        }
    }

    private void CheckAccess(SecretUri uri)
    {
        (string mount, string path) = Split(uri);
        string asked = Uri.UnescapeDataString($"{mount}/{path}");
        using VaultBody body = new VaultBody().List("paths", asked);
        using VaultAnswer answer = _client.Send(HttpMethod.Post, "sys/capabilities-self", body);
        JsonElement data = answer.Object("data");
        if (data.ValueKind != default && data.TryGetProperty(asked, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            && !list.EnumerateArray().Any(each => each.ValueKind == JsonValueKind.String && each.GetString() is "read" or "root"))
        {
            throw new ComposeException(ErrorCodes.Secret.AccessDenied, $"the token may not read {uri}", hint: "check the policies of the token");
        }
    }

    private static Engine EngineOf(SecretUri uri)
    {
        uri.Require("version", "kv", "engine");
        uri.Query.TryGetValue("kv", out string? version);
        return uri.Query.TryGetValue("engine", out string? engine)
            ? (engine, version) switch
            {
                ("transit", null) => Engine.Transit,
                ("dynamic", null) => Engine.Dynamic,
                _ => throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} names an engine that is not known", hint: "engine=transit or engine=dynamic; without it, kv=1 or kv=2"),
            }
            : version switch
            {
                null or "2" => Engine.KeyValue2,
                "1" => Engine.KeyValue1,
                _ => throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} names a version of KV that is not known", hint: "kv=1 or kv=2"),
            };
    }

    private static SecretValue Field(SecretUri uri, JsonElement data)
    {
        JsonElement value = default;
        if (uri.Field is { } field)
        {
            if (!data.TryGetProperty(field, out value))
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, $"the secret {uri} has no such field", hint: "its fields: " + string.Join(", ", data.EnumerateObject().Select(each => each.Name).Take(20)));
            }
        }
        else
        {
            JsonProperty[] only = [.. data.EnumerateObject()];
            value = only.Length == 1 ? only[0].Value : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the secret {uri} has {only.Length} fields", hint: "name one: #FIELD");
        }

        // From the body into memory that is zeroed: a string in between would stay wherever the collector leaves it.
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind != JsonValueKind.String)
        {
            return SecretValue.Copy(raw);
        }

        using var text = new PinnedBuffer(raw.Length);
        var reader = new Utf8JsonReader(raw);
        reader.Read();
        text.Advance(reader.CopyString(text.GetSpan(raw.Length)));
        return SecretValue.Copy(text.Written);
    }

    private static (string Mount, string Path) Split(SecretUri uri)
    {
        int slash = uri.Path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == uri.Path.Length - 1 || uri.Path.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} has no mount and path", hint: "vault://MOUNT/PATH#FIELD");
        }

        return (Uri.EscapeDataString(uri.Path[..slash]), string.Join('/', uri.Path[(slash + 1)..].Split('/').Select(Uri.EscapeDataString)));
    }
}
