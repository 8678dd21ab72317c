using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Compose.Secrets.Vault;

/// <summary>
/// The HTTP side of Vault: namespaces, retries and errors in its documented shapes. Bodies with values are read into
/// memory that is zeroed; the token is kept by <see cref="VaultToken"/>.
/// </summary>
internal sealed class VaultClient : IDisposable
{
    private const int MaxBody = 4 << 20;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly VaultOptions _options;
    private readonly HttpClient _http;

    public VaultClient(VaultOptions options, HttpMessageHandler? handler)
    {
        _options = options;
        _http = new HttpClient(handler ?? Handler(options)) { Timeout = options.Timeout };
        Token = new VaultToken(this, options);
    }

    public VaultToken Token { get; }

    /// <summary>Asks with the token, and once more with a new one if that was refused; the answer is the caller's to dispose of.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below <c>/v1/</c>.</param>
    /// <param name="body">The object that goes with it; null for none.</param>
    /// <param name="retries">Further tries where another may succeed; those of the options if not given.</param>
    /// <returns>Only 200, 204 and 404 come back: a 404 may have a body that tells why.</returns>
    /// <exception cref="ComposeException"><c>Secret.AccessDenied</c>, <c>Secret.BackendError</c>.</exception>
    public VaultAnswer Send(HttpMethod method, string path, VaultBody? body = null, int? retries = null)
    {
        bool hasLoggedIn = false;
        for (int attempt = 0; ; attempt++)
        {
            string token = Token.Current();
            VaultAnswer answer = Once(method, path, body, token);
            int status = (int)answer.Status;
            if (status is 200 or 204 or 404)
            {
                return status == 200 ? Unwrapped(answer, path) : answer;
            }

            using (answer)
            {
                if (status == 403 && !hasLoggedIn && Token.Forget(token))
                {
                    // It may have ended or been revoked: one fresh login decides.
                    hasLoggedIn = true;
                    continue;
                }

                if (status is 412 or 429 or 500 or >= 502 && attempt < (retries ?? _options.Retries))
                {
                    TimeSpan wait = answer.RetryAfter ?? TimeSpan.FromMilliseconds(50 << attempt);
                    Thread.Sleep(wait < s_longestWait ? wait : s_longestWait);
                    continue;
                }

                throw Failed(answer, path);
            }
        }
    }

    public void Dispose()
    {
        Token.Dispose();
        _http.Dispose();
    }

    /// <summary>One request, with whatever comes back.</summary>
    internal VaultAnswer Once(HttpMethod method, string path, VaultBody? body, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(_options.Address, "/v1/" + path));
        request.Headers.Add("X-Vault-Request", "true");
        Add(request, "X-Vault-Token", token, "the token of Vault");
        Add(request, "X-Vault-Namespace", _options.Namespace, "VAULT_NAMESPACE");
        if (body is not null)
        {
            request.Content = new ReadOnlyMemoryContent(body.Finish());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using Stream stream = response.Content.ReadAsStream();
            return new VaultAnswer(response.StatusCode, ReadBody(stream), response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"Vault at {_options.Address} does not answer: {e.Message}", hint: "check VAULT_ADDR and the server");
        }
    }

    /// <summary>What an answer that is no success comes to.</summary>
    internal static ComposeException Failed(VaultAnswer answer, string path)
    {
        string detail = answer.Errors();
        (ErrorCode code, string what, string? hint) = (int)answer.Status switch
        {
            307 or 308 => (ErrorCodes.Secret.BackendError, "Vault is a standby and names another server, which would be sent the token", "set VAULT_ADDR to the active server, or to a name that leads to it"),
            400 => (ErrorCodes.Secret.BackendError, "Vault refuses the request", null),
            403 => (ErrorCodes.Secret.AccessDenied, "Vault denies access", "check the policies of the token, and VAULT_NAMESPACE; a wrapping token must be unwrapped first: vault unwrap"),
            404 => (ErrorCodes.Secret.NotFound, "Vault has nothing", "check the mount and the name"),
            405 => (ErrorCodes.Secret.BackendError, "Vault does not do this at the path", "check the mount and its version"),
            412 => (ErrorCodes.Secret.BackendError, "Vault has not caught up with its active server", "try again later"),
            429 => (ErrorCodes.Secret.BackendError, "Vault's quota is used up, or it is a standby", "try again later"),
            472 or 473 => (ErrorCodes.Secret.BackendError, "Vault is a standby that does not answer", "set VAULT_ADDR to the active server"),
            501 => (ErrorCodes.Secret.BackendError, "Vault is not initialised", "vault operator init"),
            503 => (ErrorCodes.Secret.BackendError, "Vault is sealed or in maintenance", "unseal it"),
            int other => (ErrorCodes.Secret.BackendError, $"Vault answers {other}", (string?)null),
        };
        return new ComposeException(code, $"{what} at {path}{(detail.Length > 0 ? ": " + detail : string.Empty)}", null, hint);
    }

    /// <summary>An answer of itself, not a token under which it could be had.</summary>
    private static VaultAnswer Unwrapped(VaultAnswer answer, string path)
    {
        try
        {
            if (answer.Object("wrap_info").ValueKind == default)
            {
                return answer;
            }
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        answer.Dispose();
        throw new ComposeException(
            ErrorCodes.Secret.BackendError, $"Vault wraps its answer at {path}, which must be authorised or unwrapped by somebody first", hint: "a control group or a policy with min_wrapping_ttl asks for it; use a token that reads the path directly");
    }

    private static void Add(HttpRequestMessage request, string name, string? value, string what)
    {
        // The framework's own complaint would quote the value.
        if (value is not null && (value.AsSpan().ContainsAnyExceptInRange('!', '~') || !request.Headers.TryAddWithoutValidation(name, value)))
        {
            throw new ComposeException(ErrorCodes.Secret.InvalidBackend, $"{what} holds characters that cannot be in a header", hint: "is it a whole file, or does it end with a line feed?");
        }
    }

    private static PinnedBuffer ReadBody(Stream stream)
    {
        var body = new PinnedBuffer(4 << 10);
        try
        {
            for (int read; (read = stream.Read(body.GetSpan(4 << 10))) > 0;)
            {
                body.Advance(read);
                if (body.Length > MaxBody)
                {
                    throw new ComposeException(ErrorCodes.Secret.BackendError, string.Create(CultureInfo.InvariantCulture, $"Vault's answer has more than {MaxBody} bytes"));
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(VaultOptions options)
    {
        // A redirect could carry the token to another host.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (options.CertificateFile is not { } file)
        {
            return handler;
        }

        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            chain.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            handler.Dispose();
            throw new ComposeException(ErrorCodes.Secret.InvalidBackend, $"VAULT_CACERT names no certificates: {e.Message}");
        }

        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain };
        return handler;
    }
}
