using System.Diagnostics.CodeAnalysis;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>
/// <c>wasi:http/outgoing-handler</c>: what the grant does not cover is denied with <c>HTTP-request-denied</c>; without a
/// grant everything is, or traps where the authority says so. A redirect is an answer like any other: a guest that
/// follows it sends another request, which is judged by itself.
/// </summary>
internal static class OutgoingHandlerInterface
{
    public const string Name = "wasi:http/outgoing-handler";

    private const int MaxTarget = 65_536;

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(HttpTypesInterface.OutgoingRequestType)
        .Resource(HttpTypesInterface.RequestOptionsType)
        .Resource(HttpTypesInterface.FutureIncomingResponseType)
        .Function("handle", (call, args) =>
        {
            var request = args[0].AsObject<OutgoingRequest>();
            RequestOptions? options = args[1].IsSome ? args[1].Payload.AsObject<RequestOptions>() : null;
            try
            {
                return Handle(session, request, options);
            }
            finally
            {
                request.Release();
                options?.Release();
            }
        })
        .Instance;

    private static Value Handle(NodeSession session, OutgoingRequest request, RequestOptions? options)
    {
        if (session.Authority.Http is not { } authority || session.Services.Http is not { } transport)
        {
            return session.Authority.TrapsOnDeniedHttp && session.Authority.Http is null
                ? throw session.Denied(Name + "#handle")
                : Refuse(HttpErrorCode.HttpRequestDenied);
        }

        if (!TryTarget(request, out Uri? target, out HttpErrorCode error))
        {
            return Refuse(error);
        }

        if (!authority.Permits(request.Method, target, request.Fields.Entries))
        {
            session.NoteRefusal(Name, Name + "#handle", "the grant covers no such host, port, scheme, method or header");
            return Refuse(HttpErrorCode.HttpRequestDenied);
        }

        request.IsSent = true;
        var exchange = new CancellationTokenSource();
        Task<HttpReply> reply = transport.SendAsync(
            new HttpOrder
            {
                Method = request.Method,
                Target = target,
                Fields = request.Fields,
                Body = request.IsBodyTaken ? request.Body : null,
                ConnectTimeout = Time(options?.ConnectTimeout),
                FirstByteTimeout = Time(options?.FirstByteTimeout),
                BetweenBytesTimeout = Time(options?.BetweenBytesTimeout),
            },
            exchange.Token);
        return Value.Ok(Value.Resource(new FutureIncomingResponse(session, reply, exchange)));
    }

    /// <summary>The address of a request, which the guest gave in parts. Without a scheme it is <c>https</c>.</summary>
    private static bool TryTarget(OutgoingRequest request, [NotNullWhen(true)] out Uri? target, out HttpErrorCode error)
    {
        target = null;
        error = HttpErrorCode.HttpRequestUriInvalid;
        string scheme = request.Scheme?.ToLowerInvariant() ?? "https";
        string path = request.PathWithQuery is { Length: > 0 } written ? written : "/";
        if (request.Authority is not { } authority || scheme is not ("http" or "https") || path[0] is not ('/' or '?' or '*')
            || authority.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        if (authority.Length + path.Length > MaxTarget)
        {
            error = HttpErrorCode.HttpRequestUriTooLong;
            return false;
        }

        if (path[0] != '/')
        {
            path = "/" + path;
        }

        // What the guest wrote is what is sent, dots and escapes included.
        return Uri.TryCreate($"{scheme}://{authority}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out target)
            && target.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;
    }

    private static Value Refuse(HttpErrorCode error) => Value.Err(new HttpFailure(error).ToValue());

    private static TimeSpan? Time(ulong? nanoseconds) =>
        nanoseconds is { } time ? TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(time / 1e6), 1, int.MaxValue)) : null;
}
