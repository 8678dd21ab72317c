using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Compose.Distribution.Credentials;
using Compose.Distribution.Transport;
using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <content>Logins: basic, and the token servers of Docker's registry specification.</content>
public sealed partial class RegistryClient
{
    private const int MaxTokenAnswer = 1 << 20;

    private readonly ConcurrentDictionary<string, string> _headers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _answering = new(1);
    private bool _hasLooked;
    private RegistryLogin? _login;

    /// <summary>The header that did for the scope before.</summary>
    private string? Known(string scope) => _headers.GetValueOrDefault(scope) ?? _headers.GetValueOrDefault(string.Empty);

    /// <summary>Makes the header that a challenge asks for; of several requests that were refused at once, the first asks for all.</summary>
    /// <param name="response">The refusal.</param>
    /// <param name="sent">The header that did not do; null for none.</param>
    /// <param name="scope">What is to be done.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<string> AnswerAsync(HttpResponseMessage response, string? sent, string scope, CancellationToken cancellation)
    {
        await _answering.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Known(scope) is { } made && made != sent ? made : await AnswerAsync(response, scope, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _answering.Release();
        }
    }

    private async Task<string> AnswerAsync(HttpResponseMessage response, string scope, CancellationToken cancellation)
    {
        if (!_hasLooked)
        {
            _login = _options.Credentials?.Find(Host);
            _hasLooked = true;
        }

        AuthenticationHeaderValue? bearer = null, basic = null;
        foreach (AuthenticationHeaderValue challenge in response.Headers.WwwAuthenticate)
        {
            if (challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                bearer ??= challenge;
            }
            else if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            {
                basic ??= challenge;
            }
        }

        if (bearer is not null)
        {
            string token = _login?.RegistryToken ?? await TokenAsync(Parameters(bearer.Parameter ?? string.Empty), scope, cancellation).ConfigureAwait(false);
            return _headers[scope] = "Bearer " + token;
        }

        if (basic is null)
        {
            throw new ComposeException(ErrorCodes.Source.AccessDenied, $"{Host} asks for a login and does not say which", hint: "check the address");
        }

        return _login is { User: { Length: > 0 }, Password: not null }
            ? _headers[string.Empty] = "Basic " + Base64(_login)
            : throw NoLogin();
    }

    private async Task<string> TokenAsync(Dictionary<string, string> challenge, string scope, CancellationToken cancellation)
    {
        if (!challenge.TryGetValue("realm", out string? realm) || !Uri.TryCreate(realm, UriKind.Absolute, out Uri? server))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{Host} asks for a token and does not say of whom");
        }

        _options.Transfer.CheckLed(server, Root);
        if (server.Scheme != Uri.UriSchemeHttps && !TransferPolicy.IsSameServer(server, Root))
        {
            throw new ComposeException(ErrorCodes.Source.RedirectRefused, $"{Host} asks to log in at {TransferPolicy.Show(server)}, which is another server and not encrypted", hint: "nothing was sent there");
        }

        // What the registry asks for may be more than what is known to be needed, such as both ends of a mount.
        string wanted = challenge.GetValueOrDefault("scope") is { Length: > 0 } asked && !scope.Contains(' ', StringComparison.Ordinal) ? asked : scope;
        string service = challenge.GetValueOrDefault("service") ?? Host;
        using HttpResponseMessage response = await _transport.SendAsync((uri, _) => TokenRequest(uri, server, wanted, service), TokenAddress(server, wanted, service), SendOptions.Write, cancellation, Root).ConfigureAwait(false);
        byte[] body = await _transport.ReadAsync(response, MaxTokenAnswer, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw (int)response.StatusCode is 400 or 401 or 403 ? (_login is null ? NoLogin() : Refused()) : HttpTransport.Failed(response);
        }

        TrustJson json = TrustJson.Parse(body, ErrorCodes.Source.InvalidAnswer, MaxTokenAnswer, TransferPolicy.Show(server));
        return (json.Text("token") ?? json.Text("access_token")) is { Length: > 0 } token && token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? token
            : throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{TransferPolicy.Show(server)} gives no token");
    }

    private Uri TokenAddress(Uri server, string scope, string service)
    {
        if (_login?.IdentityToken is not null)
        {
            return server;
        }

        var query = new StringBuilder(server.Query.TrimStart('?'));
        Add(query, "service", service);
        foreach (string each in scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(query, "scope", each);
        }

        return new UriBuilder(server) { Query = query.ToString() }.Uri;

        static void Add(StringBuilder query, string name, string value) =>
            query.Append(query.Length > 0 ? "&" : string.Empty).Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    private HttpRequestMessage TokenRequest(Uri uri, Uri server, string scope, string service)
    {
        if (_login?.IdentityToken is { } identity && uri == server)
        {
            return new HttpRequestMessage(HttpMethod.Post, uri)
            {
                Content = new FormUrlEncodedContent(
                [
                    new("grant_type", "refresh_token"),
                    new("service", service),
                    new("client_id", "composectl"),
                    new("scope", scope),
                    new("refresh_token", identity),
                ]),
            };
        }

        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (_login is { User: { Length: > 0 }, Password: not null })
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Base64(_login));
        }

        return request;
    }

    private static string Base64(RegistryLogin login) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}"));

    /// <summary>The parameters of a challenge (RFC 9110 §11.2): <c>name="value", …</c>.</summary>
    internal static Dictionary<string, string> Parameters(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int at = 0;
        while (at < text.Length)
        {
            int equals = text.IndexOf('=', at);
            if (equals < 0)
            {
                break;
            }

            string name = text[at..equals].Trim(' ', ',', '\t');
            var value = new StringBuilder();
            at = equals + 1;
            if (at < text.Length && text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\' && at + 1 < text.Length)
                    {
                        at++;
                    }

                    value.Append(text[at]);
                }

                at++;
            }
            else
            {
                while (at < text.Length && text[at] != ',')
                {
                    value.Append(text[at++]);
                }
            }

            found.TryAdd(name, value.ToString().Trim());
        }

        return found;
    }

    private ComposeException NoLogin() =>
        new(ErrorCodes.Source.AccessDenied, $"{Host} asks for a login, and there are no credentials for it", hint: $"log in: oras login {Host}, docker login {Host}; or give --username and --password-stdin");

    private ComposeException Refused() => new(ErrorCodes.Source.AccessDenied, $"{Host} does not accept the {_login}", hint: $"log in again: oras login {Host}, docker login {Host}");
}
