using System.Net;
using Compose.Distribution.Transport;

namespace Compose.Distribution.Oci;

/// <summary>
/// One registry by the OCI distribution specification 1.1. Credentials go to the registry itself, and to the token server
/// that it names if that is encrypted; nowhere else.
/// </summary>
public sealed partial class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly HttpTransport _transport;

    /// <param name="host"><c>host</c> or <c>host:port</c>.</param>
    /// <param name="options">How.</param>
    public RegistryClient(string host, RegistryOptions options)
    {
        Host = host;
        _options = options;
        _transport = new HttpTransport(options.Transfer, options.Handler) { Progress = options.Progress };
        string server = host is "docker.io" or "index.docker.io" ? "registry-1.docker.io" : host;
        Root = new Uri((options.Transfer.AllowsPlainHttp(server) ? "http://" : "https://") + server + "/v2/");
    }

    public string Host { get; }

    internal Uri Root { get; }

    internal HttpTransport Transport => _transport;

    internal RegistryOptions Options => _options;

    /// <summary>A repository of the registry.</summary>
    public IOciRepository Repository(string name) =>
        new RemoteRepository(this, Host is "docker.io" && !name.Contains('/', StringComparison.Ordinal) ? "library/" + name : name);

    public void Dispose()
    {
        _transport.Dispose();
        _answering.Dispose();
    }

    /// <summary>Sends with the login that the registry asks for; a 401 is answered once for each request.</summary>
    internal async Task<HttpResponseMessage> SendAsync(string scope, Func<Uri, Action<int>, HttpRequestMessage> make, Uri address, SendOptions options, CancellationToken cancellation)
    {
        string? header = Known(scope);
        for (bool hasAnswered = false; ; hasAnswered = true)
        {
            string? sent = header;
            HttpResponseMessage response = await _transport.SendAsync(
                (uri, progress) =>
                {
                    HttpRequestMessage request = make(uri, progress);
                    if (sent is not null && TransferPolicy.IsSameServer(uri, Root))
                    {
                        request.Headers.TryAddWithoutValidation("Authorization", sent);
                    }

                    return request;
                },
                address,
                options,
                cancellation,
                Root).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Unauthorized || hasAnswered || !TransferPolicy.IsSameServer(response.RequestMessage!.RequestUri!, Root))
            {
                return response;
            }

            using (response)
            {
                header = await AnswerAsync(response, sent, scope, cancellation).ConfigureAwait(false);
            }
        }
    }
}
