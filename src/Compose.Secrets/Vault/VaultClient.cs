using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose.Secrets.Vault;

/// <summary>
/// The HTTP side of Vault: login, namespaces, retries and errors in its documented shapes. Bodies with values are read
/// into arrays that are zeroed.
/// </summary>
internal sealed class VaultClient : IDisposable
{
    private const int MaxBody = 4 << 20;

    private readonly VaultOptions _options;
    private readonly HttpClient _http;
    private readonly Lock _lock = new();
    private string? _token;
    private DateTimeOffset _tokenEnds = DateTimeOffset.MaxValue;

    public VaultClient(VaultOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _token = options.Token;

        // A redirect could carry the token to another host.
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = options.Timeout };
    }

    /// <summary>Asks; the answer's body is the caller's to zero.</summary>
    /// <returns>The status and the body. Only 200, 204 and 404 come back: a 404 may have a body that tells why.</returns>
    public (HttpStatusCode Status, byte[] Body) Send(HttpMethod method, string path, JsonObject? body)
    {
        bool hasLoggedIn = false;
        for (int attempt = 0; ; attempt++)
        {
            string? token = Token();
            (HttpStatusCode status, byte[] answer) = Once(method, path, body, token);
            switch ((int)status)
            {
                case 200 or 204 or 404:
                    return (status, answer);
                case 403 when _options.RoleId is not null && !hasLoggedIn:
                    // The token may have ended or been revoked: one fresh login decides.
                    hasLoggedIn = true;
                    lock (_lock)
                    {
                        _token = null;
                    }

                    continue;
                case 412 or 429 or >= 500 when attempt < _options.Retries:
                    Thread.Sleep(50 << attempt);
                    continue;
            }

            throw Failed(status, answer, path);
        }
    }

    public void Dispose() => _http.Dispose();

    private string? Token()
    {
        lock (_lock)
        {
            if (_token is not null && DateTimeOffset.UtcNow < _tokenEnds)
            {
                return _token;
            }

            if (_options.RoleId is not { } role)
            {
                return _token ?? throw new ComposeException(ErrorCodes.Secret.AccessDenied, "there is no way to log in to Vault", hint: "set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID");
            }

            string path = $"auth/{_options.AppRoleMount}/login";
            (HttpStatusCode status, byte[] answer) = Once(HttpMethod.Post, path, new JsonObject { ["role_id"] = role, ["secret_id"] = _options.SecretId }, null);
            if (status != HttpStatusCode.OK)
            {
                throw Failed(status, answer, path);
            }

            try
            {
                using JsonDocument document = JsonDocument.Parse(answer);
                JsonElement auth = document.RootElement.GetProperty("auth");
                _token = auth.GetProperty("client_token").GetString();
                int seconds = auth.TryGetProperty("lease_duration", out JsonElement lease) ? lease.GetInt32() : 0;

                // Renewed by a new login after two thirds of its time; 0 never ends.
                _tokenEnds = seconds == 0 ? DateTimeOffset.MaxValue : DateTimeOffset.UtcNow.AddSeconds(seconds * 2 / 3.0);
                return _token;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new ComposeException(ErrorCodes.Secret.BackendError, "Vault's answer to the login is not one");
            }
            finally
            {
                CryptographicOperations.ZeroMemory(answer);
            }
        }
    }

    private (HttpStatusCode Status, byte[] Body) Once(HttpMethod method, string path, JsonObject? body, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.Address, "/v1/" + path));
        request.Headers.Add("X-Vault-Request", "true");
        if (token is not null)
        {
            request.Headers.Add("X-Vault-Token", token);
        }

        if (_options.Namespace is { Length: > 0 } space)
        {
            request.Headers.Add("X-Vault-Namespace", space);
        }

        byte[]? content = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using Stream stream = response.Content.ReadAsStream();
            return (response.StatusCode, ReadBody(stream));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"Vault at {_options.Address} does not answer: {e.Message}", hint: "check VAULT_ADDR and the server");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] ReadBody(Stream stream)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(16 << 10, pinned: true);
        int length = 0;
        for (int read; (read = stream.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += read;
            if (length == buffer.Length)
            {
                if (length >= MaxBody)
                {
                    CryptographicOperations.ZeroMemory(buffer);
                    throw new ComposeException(ErrorCodes.Secret.BackendError, $"Vault's answer has more than {MaxBody} bytes");
                }

                byte[] larger = GC.AllocateUninitializedArray<byte>(2 * length, pinned: true);
                buffer.CopyTo(larger, 0);
                CryptographicOperations.ZeroMemory(buffer);
                buffer = larger;
            }
        }

        byte[] body = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        buffer.AsSpan(0, length).CopyTo(body);
        CryptographicOperations.ZeroMemory(buffer);
        return body;
    }

    /// <summary>The documented errors: <c>{"errors": […]}</c>; anything else is not quoted.</summary>
    private static ComposeException Failed(HttpStatusCode status, byte[] body, string path)
    {
        string detail = string.Empty;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array)
            {
                detail = string.Join("; ", errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String).Select(error => error.GetString()!.Trim()));
            }
        }
        catch (JsonException)
        {
            // A proxy answered instead.
        }

        (ErrorCode code, string what, string? hint) = (int)status switch
        {
            400 => (ErrorCodes.Secret.BackendError, "Vault refuses the request", path.EndsWith("/login", StringComparison.Ordinal) ? "check VAULT_ROLE_ID and VAULT_SECRET_ID" : null),
            403 => (ErrorCodes.Secret.AccessDenied, "Vault denies access", "check the policies of the token, and VAULT_NAMESPACE"),
            405 => (ErrorCodes.Secret.BackendError, "Vault does not do this at the path", "check the mount and its version"),
            429 => (ErrorCodes.Secret.BackendError, "Vault's quota is used up", "try again later"),
            503 => (ErrorCodes.Secret.BackendError, "Vault is sealed or in maintenance", "unseal it"),
            _ => (ErrorCodes.Secret.BackendError, $"Vault answers {(int)status}", (string?)null),
        };
        return new ComposeException(code, $"{what} at {path}{(detail.Length > 0 ? ": " + detail : string.Empty)}", null, hint);
    }
}
