using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compose.Signing;

namespace Compose.Secrets.Vault;

/// <summary>
/// HashiCorp Vault and OpenBao:
/// <code>
/// vault://MOUNT/PATH#FIELD[?version=N][&amp;kv=1]     a field of a KV secret (version 2 of the engine unless kv=1)
/// vault://MOUNT/keys/NAME?engine=transit           a key of the Transit engine, which never leaves the server
/// </code>
/// </summary>
public sealed class VaultSecrets(VaultOptions options, HttpMessageHandler? handler = null) : ISecretKeyBackend, IDisposable
{
    private readonly VaultClient _client = new(options, handler);

    // The type of a key never changes.
    private readonly ConcurrentDictionary<string, string> _types = new(StringComparer.Ordinal);

    public string Scheme => "vault";

    public bool IsKey(SecretUri uri) => uri.Query.TryGetValue("engine", out string? engine) && engine == "transit";

    public SecretValue Read(SecretUri uri)
    {
        if (IsKey(uri))
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{uri} is a key of Transit, which does not leave Vault");
        }

        (string mount, string path) = Split(uri);
        bool isFirst = uri.Query.TryGetValue("kv", out string? kv) && kv == "1";
        string request = isFirst ? $"{mount}/{path}" : $"{mount}/data/{path}";
        if (uri.Query.TryGetValue("version", out string? version))
        {
            request += "?version=" + Uri.EscapeDataString(version);
        }

        (HttpStatusCode status, byte[] body) = _client.Send(HttpMethod.Get, request, null);
        try
        {
            using JsonDocument document = Parse(body);
            JsonElement data = document.RootElement.TryGetProperty("data", out JsonElement outer) ? outer : default;
            if (!isFirst && data.ValueKind == JsonValueKind.Object)
            {
                // A deleted or destroyed version is a 404 that still has its metadata.
                data = data.TryGetProperty("data", out JsonElement inner) ? inner : default;
                if (data.ValueKind == JsonValueKind.Null)
                {
                    throw new ComposeException(ErrorCodes.Secret.NotFound, $"the version of {uri} was deleted or destroyed", hint: "undelete it, or name another: ?version=N");
                }
            }

            if (status == HttpStatusCode.NotFound || data.ValueKind != JsonValueKind.Object)
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no secret {uri}", hint: isFirst ? "for version 2 of the KV engine leave kv=1 out" : "for version 1 of the KV engine add ?kv=1");
            }

            return Field(uri, data);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
        }
    }

    public byte[] Sign(SecretUri uri, ReadOnlySpan<byte> message)
    {
        string text = Transit(uri, "sign", Signed(uri, message), "signature");
        return FromVault(text);
    }

    public bool Verify(SecretUri uri, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        string version = uri.Query.TryGetValue("version", out string? named) ? named : LatestVersion(uri);
        JsonObject request = Signed(uri, message);
        request["signature"] = $"vault:v{version}:{Convert.ToBase64String(signature)}";
        return Transit(uri, "verify", request, "valid") == "true";
    }

    public byte[] Hmac(SecretUri uri, ReadOnlySpan<byte> message) =>
        FromVault(Transit(uri, "hmac", new JsonObject { ["input"] = Convert.ToBase64String(message), ["algorithm"] = "sha2-256" }, "hmac"));

    public byte[] Encrypt(SecretUri uri, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated) =>
        Encoding.ASCII.GetBytes(Transit(uri, "encrypt", With(new JsonObject { ["plaintext"] = Convert.ToBase64String(plaintext) }, associated), "ciphertext"));

    public byte[] Decrypt(SecretUri uri, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associated) =>
        Convert.FromBase64String(Transit(uri, "decrypt", With(new JsonObject { ["ciphertext"] = Encoding.ASCII.GetString(ciphertext) }, associated), "plaintext"));

    /// <inheritdoc/>
    public VerificationKey PublicKey(SecretUri uri)
    {
        using JsonDocument document = KeyFacts(uri);
        JsonElement data = document.RootElement.GetProperty("data");
        string version = uri.Query.TryGetValue("version", out string? named) ? named : data.GetProperty("latest_version").GetRawText();
        if (!data.TryGetProperty("keys", out JsonElement keys) || keys.ValueKind != JsonValueKind.Object
            || !keys.TryGetProperty(version, out JsonElement key) || key.ValueKind != JsonValueKind.Object
            || !key.TryGetProperty("public_key", out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            throw new ComposeException(ErrorCodes.Secret.WrongKind, $"{uri} has no public key in version {version}");
        }

        // PEM, or for Ed25519 the bare key in base64.
        string written = text.GetString()!;
        if (TypeIn(data) != "ed25519")
        {
            return KeyFiles.ReadPublic(Encoding.ASCII.GetBytes(written));
        }

        var raw = new byte[Ed25519.KeySize];
        return Convert.TryFromBase64String(written, raw, out int length) && length == raw.Length
            ? VerificationKey.FromEd25519(raw)
            : throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer is not one of the Transit engine");
    }

    public void Check(SecretUri uri)
    {
        if (IsKey(uri))
        {
            LatestVersion(uri);
        }
        else
        {
            using SecretValue value = Read(uri);
        }
    }

    public void Dispose() => _client.Dispose();

    private static SecretValue Field(SecretUri uri, JsonElement data)
    {
        JsonElement value = default;
        if (uri.Field is { } field)
        {
            if (!data.TryGetProperty(field, out value))
            {
                throw new ComposeException(ErrorCodes.Secret.NotFound, $"the secret {uri} has no such field", hint: "its fields: " + string.Join(", ", data.EnumerateObject().Select(each => each.Name)));
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

        byte[] text = GC.AllocateUninitializedArray<byte>(raw.Length, pinned: true);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            return SecretValue.Copy(text.AsSpan(0, reader.CopyString(text)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private string Transit(SecretUri uri, string operation, JsonObject body, string answer)
    {
        (string mount, string name) = KeyOf(uri);
        if (operation is not "verify" and not "decrypt" && uri.Query.TryGetValue("version", out string? version))
        {
            body["key_version"] = int.TryParse(version, out int number) ? number : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the version of {uri} is no number");
        }

        (HttpStatusCode status, byte[] bytes) = _client.Send(HttpMethod.Post, $"{mount}/{operation}/{name}", body);
        try
        {
            using JsonDocument document = Parse(bytes);
            return status == HttpStatusCode.OK && document.RootElement.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(answer, out JsonElement value)
                ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
                : throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no key {uri}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private string LatestVersion(SecretUri uri)
    {
        using JsonDocument document = KeyFacts(uri);
        return document.RootElement.GetProperty("data").GetProperty("latest_version").GetRawText();
    }

    /// <summary>What Transit tells of a key: its type, versions and public keys.</summary>
    private JsonDocument KeyFacts(SecretUri uri)
    {
        (string mount, string name) = KeyOf(uri);
        (HttpStatusCode status, byte[] body) = _client.Send(HttpMethod.Get, $"{mount}/keys/{name}", null);
        JsonDocument document = Parse(body);
        if (status == HttpStatusCode.OK && document.RootElement.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("latest_version", out _))
        {
            _types[uri.Path] = TypeIn(data);
            return document;
        }

        document.Dispose();
        throw new ComposeException(ErrorCodes.Secret.NotFound, $"Vault has no key {uri}");
    }

    private static string TypeIn(JsonElement data) => data.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : string.Empty;

    /// <summary>A request about a signature: Vault hashes with SHA-256 unless told, and keys on larger curves have a hash of their own size.</summary>
    private JsonObject Signed(SecretUri uri, ReadOnlySpan<byte> message)
    {
        if (!_types.TryGetValue(uri.Path, out string? type))
        {
            KeyFacts(uri).Dispose();
            type = _types[uri.Path];
        }

        return new JsonObject
        {
            ["input"] = Convert.ToBase64String(message),
            ["hash_algorithm"] = type switch { "ecdsa-p384" => "sha2-384", "ecdsa-p521" => "sha2-512", _ => "sha2-256" },
            ["marshaling_algorithm"] = "asn1",
            ["signature_algorithm"] = "pkcs1v15",
        };
    }

    private static JsonObject With(JsonObject body, ReadOnlySpan<byte> associated)
    {
        if (associated.Length > 0)
        {
            body["associated_data"] = Convert.ToBase64String(associated);
        }

        return body;
    }

    private static byte[] FromVault(string text)
    {
        // vault:v1:BASE64
        int colon = text.LastIndexOf(':');
        try
        {
            return Convert.FromBase64String(text[(colon + 1)..]);
        }
        catch (FormatException)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer is not one of the Transit engine");
        }
    }

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer is not JSON", hint: "is it a proxy that answers?");
        }
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

    private static (string Mount, string Name) KeyOf(SecretUri uri)
    {
        (string mount, string path) = Split(uri);
        return path.StartsWith("keys/", StringComparison.Ordinal)
            ? (mount, path["keys/".Length..])
            : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} names no key of Transit", hint: "vault://MOUNT/keys/NAME?engine=transit");
    }
}
