using System.Net;
using System.Runtime.ExceptionServices;

namespace Compose.Distribution.Transport;

/// <summary>
/// HTTP under a <see cref="TransferPolicy"/>: redirects are followed by hand, broken connections and failing servers are
/// tried again with growing pauses, and no body is read beyond its limit.
/// </summary>
public sealed partial class HttpTransport : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="policy">The bounds.</param>
    /// <param name="handler">Stands for the network in tests; null for the real one.</param>
    public HttpTransport(TransferPolicy policy, HttpMessageHandler? handler = null)
    {
        Policy = policy;
        _http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            // A redirect could carry credentials to another host, or lead inside.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = policy.IdleTimeout,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 64,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "composectl");
    }

    public TransferPolicy Policy { get; }

    /// <summary>Told of what happens; null for nobody. Called on any thread.</summary>
    public Action<TransferProgress>? Progress { get; init; }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Asks until there is an answer. Answers of any status come back, those that call for another attempt after the last
    /// one too; the body is not read yet.
    /// </summary>
    /// <param name="make">Makes the request for an address; called again for each attempt and redirect. What it is given is to be called with the bytes sent.</param>
    /// <param name="address">The first address; it has been checked or is checked here.</param>
    /// <param name="options">What may be done on the way.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="home">The server that the user named, where a server led to the address; null where the address itself was named.</param>
    /// <exception cref="ComposeException"><c>Source.Unreachable</c>, <c>Source.RedirectRefused</c>, <c>Source.Insecure</c>, <c>Source.Offline</c>.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<Uri, Action<int>, HttpRequestMessage> make, Uri address, SendOptions options, CancellationToken cancellation, Uri? home = null)
    {
        Policy.Check(address);
        home ??= address;
        Uri at = address;
        int redirects = 0;
        long began = Environment.TickCount64;
        for (int attempt = 0; ; attempt++)
        {
            HttpResponseMessage? response = null;
            string trouble;
            try
            {
                await RequireOutsideAsync(at, home, cancellation).ConfigureAwait(false);
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                idle.CancelAfter(Policy.IdleTimeout);
                using HttpRequestMessage request = make(at, _ => idle.CancelAfter(Environment.TickCount64 - began < Policy.BodyTimeout.TotalMilliseconds ? Policy.IdleTimeout : TimeSpan.Zero));
                request.Options.Set(s_home, home);
                response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
                trouble = $"answers {(int)response.StatusCode}";
            }
            catch (HttpRequestException e) when (e.InnerException is not ComposeException)
            {
                trouble = "does not answer: " + (e.InnerException is { } inner && e.HttpRequestError == HttpRequestError.SecureConnectionError ? inner.Message : e.Message);
                if (e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError)
                {
                    throw Unreachable(at, trouble, e);
                }
            }
            catch (HttpRequestException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerException!);
                throw;
            }
            catch (IOException e)
            {
                trouble = "breaks off: " + e.Message;
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                trouble = $"does not answer within {Policy.IdleTimeout.TotalSeconds:0} s";
                if (attempt >= Policy.Retries || !options.Retries)
                {
                    throw Unreachable(at, trouble, e);
                }
            }

            if (response is not null && IsRedirect(response.StatusCode) && options.FollowsRedirects)
            {
                using HttpResponseMessage led = response;
                at = Led(led, at, ++redirects);
                attempt--;
                continue;
            }

            if (response is not null && (!IsPassing(response.StatusCode) || attempt >= Policy.Retries || !options.Retries))
            {
                return response;
            }

            if (response is null && (attempt >= Policy.Retries || !options.Retries))
            {
                throw Unreachable(at, trouble);
            }

            TimeSpan pause = Pause(attempt, response);
            response?.Dispose();
            Progress?.Invoke(new TransferProgress($"{at.Authority} {trouble}", TransferStep.Retrying, attempt + 1, Policy.Retries));
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a whole small body.</summary>
    /// <exception cref="ComposeException"><c>Source.LimitExceeded</c>, <c>Source.Unreachable</c>.</exception>
    public async Task<byte[]> ReadAsync(HttpResponseMessage response, long max, CancellationToken cancellation)
    {
        using var body = new BodyBuffer(max, Policy);
        Uri at = response.RequestMessage!.RequestUri!;
        try
        {
            await body.ReadAsync(response, null, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsBroken(e, cancellation))
        {
            throw Unreachable(at, "breaks off: " + e.Message, e);
        }

        return body.ToArray();
    }

    internal static ComposeException Unreachable(Uri at, string trouble, Exception? inner = null) => new(
        [new ComposeError(ErrorCodes.Source.Unreachable, $"{TransferPolicy.Show(at)} {CleanText.Of(trouble)}", null, "check the address, the network and the server")],
        inner);

    internal static bool IsBroken(Exception e, CancellationToken cancellation) =>
        e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested);

    internal TimeSpan Pause(int attempt, HttpResponseMessage? response = null)
    {
        TimeSpan pause = Policy.BackOff * (1 << Math.Min(attempt, 16));
        if (response?.Headers.RetryAfter is { } asked)
        {
            TimeSpan wanted = asked.Delta ?? (asked.Date is { } date ? date - DateTimeOffset.UtcNow : TimeSpan.Zero);
            pause = wanted > pause ? wanted : pause;
        }

        return pause < Policy.LongestPause ? pause : Policy.LongestPause;
    }

    internal Uri Led(HttpResponseMessage response, Uri at, int count)
    {
        if (count > Policy.MaxRedirects)
        {
            throw new ComposeException(ErrorCodes.Source.RedirectRefused, $"{TransferPolicy.Show(at)} leads on for the {count}th time", hint: "the server leads in a circle");
        }

        if (response.Headers.Location is not { } location || !Uri.TryCreate(at, location, out Uri? next))
        {
            throw new ComposeException(ErrorCodes.Source.InvalidAnswer, $"{TransferPolicy.Show(at)} leads elsewhere and does not say where");
        }

        Policy.CheckLed(next, at);
        return next;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>A trouble of the moment.</summary>
    private static bool IsPassing(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504;
}
