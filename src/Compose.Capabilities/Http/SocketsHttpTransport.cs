using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Compose.Capabilities.Services;
using Compose.Capabilities.Wasi.Http;

namespace Compose.Capabilities.Http;

/// <summary>
/// Sends by <see cref="SocketsHttpHandler"/>: HTTP/1.1, and HTTP/2 where TLS negotiates it. Connections are shared by
/// all instances of the process, which they carry nothing of: no cookies, no credentials, no proxy.
/// </summary>
public sealed class SocketsHttpTransport : IHttpTransport, IDisposable
{
    /// <summary>How long to wait for a body that may turn out empty before the head goes out without knowing.</summary>
    private static readonly TimeSpan s_bodyPatience = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(600);
    private static readonly HttpRequestOptionsKey<Encoding> s_secrets = new("secrets");
    private static readonly HttpRequestOptionsKey<TimeSpan> s_connectTimeout = new("connect-timeout");
    private static readonly Lazy<SocketsHttpTransport> s_shared = new(() => new SocketsHttpTransport());

    private readonly HttpMessageInvoker _invoker;

    /// <param name="configure">Adjusts the handler: certificates to trust, limits of connections.</param>
    public SocketsHttpTransport(Action<SocketsHttpHandler>? configure = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = 256,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            RequestHeaderEncodingSelector = static (_, request) => request.Options.TryGetValue(s_secrets, out Encoding? filled) ? filled : Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ConnectCallback = ConnectAsync,
        };
        configure?.Invoke(handler);
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>The one of the process, made when it is first asked for.</summary>
    public static SocketsHttpTransport Shared => s_shared.Value;

    public void Dispose() => _invoker.Dispose();

    public async Task<HttpReply> SendAsync(HttpOrder order, CancellationToken cancellation)
    {
        using var firstByte = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        HttpRequestMessage? request = null;
        try
        {
            BodyPipe? body = await BodyOf(order, cancellation).ConfigureAwait(false);
            request = Message(order, body);
            firstByte.CancelAfter(order.FirstByteTimeout ?? s_defaultTimeout);
            HttpResponseMessage response = await _invoker.SendAsync(request, firstByte.Token).ConfigureAwait(false);
            var source = new ResponseBodySource(
                response, await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false), order.BetweenBytesTimeout ?? s_defaultTimeout);
            return new HttpReply
            {
                Status = (ushort)response.StatusCode,
                Fields = FieldsOf(response.Headers.NonValidated, response.Content.Headers.NonValidated),
                Body = source,
                Trailers = source.Trailers,
            };
        }
        catch (Exception failure)
        {
            order.Body?.Abandon();
            bool isLate = firstByte.IsCancellationRequested && !cancellation.IsCancellationRequested;
            return new HttpReply { Failure = isLate ? new HttpFailure(HttpErrorCode.HttpResponseTimeout) : FailureOf(failure) };
        }
        finally
        {
            if (request?.Content is null)
            {
                request?.Dispose();
            }
        }
    }

    /// <summary>
    /// Fields in the order they came, values as their octets. The handler forgets how a well-known name was written, so
    /// that names are given as HTTP/2 has them: in lower case.
    /// </summary>
    internal static FieldList FieldsOf(params ReadOnlySpan<HttpHeadersNonValidated> parts)
    {
        var fields = new FieldList();
        foreach (HttpHeadersNonValidated part in parts)
        {
            foreach ((string name, HeaderStringValues values) in part)
            {
                foreach (string value in values)
                {
                    fields.Append(name.ToLowerInvariant(), Encoding.Latin1.GetBytes(value));
                }
            }
        }

        return fields;
    }

    /// <summary>What an exception of the handler is to a guest.</summary>
    internal static HttpFailure FailureOf(Exception failure)
    {
        for (Exception? each = failure; each is not null; each = each.InnerException)
        {
            switch (each)
            {
                case ConnectTimeoutException:
                    return new HttpFailure(HttpErrorCode.ConnectionTimeout);
                case BodyBrokenException broken:
                    return broken.Failure;
                case AuthenticationException:
                    return new HttpFailure(each.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
                        ? HttpErrorCode.TlsCertificateError : HttpErrorCode.TlsProtocolError);
                case SocketException socket:
                    return new HttpFailure(socket.SocketErrorCode switch
                    {
                        SocketError.HostNotFound or SocketError.NoData => HttpErrorCode.DnsError,
                        SocketError.TryAgain => HttpErrorCode.DnsTimeout,
                        SocketError.ConnectionRefused => HttpErrorCode.ConnectionRefused,
                        SocketError.TimedOut => HttpErrorCode.ConnectionTimeout,
                        SocketError.HostUnreachable or SocketError.NetworkUnreachable => HttpErrorCode.DestinationIpUnroutable,
                        SocketError.HostDown or SocketError.AddressNotAvailable => HttpErrorCode.DestinationUnavailable,
                        _ => HttpErrorCode.ConnectionTerminated,
                    });
            }
        }

        return failure switch
        {
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => new HttpFailure(HttpErrorCode.HttpResponseIncomplete),
            HttpRequestException http => new HttpFailure(http.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => HttpErrorCode.DnsError,
                HttpRequestError.ConnectionError => HttpErrorCode.DestinationUnavailable,
                HttpRequestError.SecureConnectionError => HttpErrorCode.TlsProtocolError,
                HttpRequestError.ConfigurationLimitExceeded => HttpErrorCode.HttpResponseHeaderSectionSize,
                HttpRequestError.ResponseEnded => HttpErrorCode.HttpResponseIncomplete,
                _ => HttpErrorCode.HttpProtocolError,
            }),
            OperationCanceledException => new HttpFailure(HttpErrorCode.ConnectionTerminated),
            IOException => new HttpFailure(HttpErrorCode.ConnectionTerminated),
            _ => new HttpFailure(HttpErrorCode.HttpProtocolError),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            bool isTimed = context.InitialRequestMessage.Options.TryGetValue(s_connectTimeout, out TimeSpan time);
            timeout.CancelAfter(isTimed ? time : s_defaultTimeout);
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new ConnectTimeoutException();
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The body to send, or null. Most requests without a body have one that is finished empty: where the method expects
    /// none, it is waited for a moment, so that the request goes out without.
    /// </summary>
    private static async ValueTask<BodyPipe?> BodyOf(HttpOrder order, CancellationToken cancellation)
    {
        if (order.Body is not { } body)
        {
            return null;
        }

        if (order.Method is "GET" or "HEAD" or "DELETE" or "OPTIONS" or "TRACE" or "CONNECT" && !body.HasAnswer)
        {
            try
            {
                await body.WaitForAnswerAsync(cancellation).AsTask().WaitAsync(s_bodyPatience, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Then it is sent as a body of unknown length.
            }
        }

        bool isEmpty = body is { IsEnded: true, Total: 0, Trailers: null };
        return isEmpty && order.Method is not ("POST" or "PUT" or "PATCH") ? null : body;
    }

    private static HttpRequestMessage Message(HttpOrder order, BodyPipe? body)
    {
        bool isTls = order.Target.Scheme == "https";
        var message = new HttpRequestMessage(new HttpMethod(order.Method), order.Target)
        {
            Version = isTls ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body is null ? null : new BodyPipeContent(body),
        };
        if (order.ConnectTimeout is { } time)
        {
            message.Options.Set(s_connectTimeout, time);
        }

        if (order.Secrets is { } secrets)
        {
            message.Options.Set(s_secrets, new SecretEncoding(secrets));
        }

        foreach ((string name, byte[] value) in order.Fields.Entries)
        {
            string text = HeaderSecrets.TextOf(value);
            if (!message.Headers.TryAddWithoutValidation(name, text))
            {
                // A field of the body; of a request without one it says nothing, but a length of 0 is well known.
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(name, text);
            }
        }

        if (order.Trace is { IdFormat: ActivityIdFormat.W3C, Id: { } trace } && !order.Fields.Has("traceparent"))
        {
            message.Headers.TryAddWithoutValidation("traceparent", trace);
            if (order.Trace.TraceStateString is { Length: > 0 } state)
            {
                message.Headers.TryAddWithoutValidation("tracestate", state);
            }
        }

        return message;
    }

    private sealed class ConnectTimeoutException : IOException;
}
