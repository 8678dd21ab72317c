using System.Diagnostics;
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
                return Handle(session, request, options, call.Cancellation);
            }
            finally
            {
                request.Release();
                options?.Release();
            }
        })
        .Instance;

    private static HostOutcome Handle(NodeSession session, OutgoingRequest request, RequestOptions? options, CancellationToken cancellation)
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
        Activity? span = HttpSpans.Start(session, request.Method, target);
        var order = new HttpOrder
        {
            Method = request.Method,
            Target = target,
            Fields = request.Fields,
            Body = request.IsBodyTaken ? request.Body : null,
            Trace = span,
            ConnectTimeout = Time(options?.ConnectTimeout),
            FirstByteTimeout = Time(options?.FirstByteTimeout),
            BetweenBytesTimeout = Time(options?.BetweenBytesTimeout),
        };
        LiveGrant grant = session.Current;
        return session.Authority.Facilities is { Secrets: { } secrets, Scope: { } scope } && HeaderSecrets.AreIn(order.Fields)
            ? HostOutcome.Pending(WithSecretsAsync(session, transport, order, grant, secrets, scope, cancellation))
            : Value.Ok(Send(session, transport, order, grant));
    }

    /// <summary>
    /// Redeems tokens before the request goes out; backends may wait for a network, so that is done beside the guest's thread,
    /// which waits.
    /// </summary>
    private static async ValueTask<Value> WithSecretsAsync(
        NodeSession session, IHttpTransport transport, HttpOrder order, LiveGrant grant, ISecretHost secrets, SecretScope scope, CancellationToken cancellation)
    {
        HeaderSecrets filled;
        try
        {
            filled = await Task.Run(() => HeaderSecrets.Of(secrets, scope, HostOf(order.Target), order.Fields)).ConfigureAwait(false);
        }
        catch (ComposeException failure)
        {
            // Neither the secret nor the token leaves.
            order.Body?.Abandon();
            HttpSpans.End(order.Trace, 0, "denied");
            session.NoteRefusal(Name, Name + "#handle", failure.Error.Code == ErrorCodes.Secret.AccessDenied
                ? "the secret in a header may not be sent to this host" : "a token in a header cannot be redeemed");
            return Refuse(HttpErrorCode.HttpRequestDenied);
        }

        if (cancellation.IsCancellationRequested)
        {
            // The guest was stopped meanwhile: nothing of it goes out any more.
            filled.Dispose();
            HttpSpans.End(order.Trace, 0, "cancelled");
            cancellation.ThrowIfCancellationRequested();
        }

        return Value.Ok(Send(session, transport, order with { Secrets = filled }, grant));
    }

    private static Value Send(NodeSession session, IHttpTransport transport, HttpOrder order, LiveGrant grant)
    {
        var exchange = new CancellationTokenSource();
        Task<HttpReply> reply = transport.SendAsync(order, exchange.Token);
        if (order.Secrets is not null || order.Trace is not null)
        {
            reply = EndAsync(reply, order);
        }

        return Value.Resource(new FutureIncomingResponse(session, reply, exchange, grant));
    }

    private static async Task<HttpReply> EndAsync(Task<HttpReply> pending, HttpOrder order)
    {
        try
        {
            HttpReply reply = await pending.ConfigureAwait(false);
            HttpSpans.End(order.Trace, reply.Status, reply.Failure?.Name);
            return reply;
        }
        finally
        {
            order.Secrets?.Dispose();
        }
    }

    private static string HostOf(Uri target) => target.HostNameType == UriHostNameType.IPv6 ? target.DnsSafeHost : target.IdnHost;

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
