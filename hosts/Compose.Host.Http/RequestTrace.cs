using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Compose.Host.Http;

/// <summary>
/// The span of one request (activity source <c>Compose</c>), named and labelled as OpenTelemetry's conventions for HTTP
/// want it. It continues the trace that the client began (W3C Trace Context), or the span of the application around us.
/// </summary>
internal static class RequestTrace
{
    /// <summary>Begins the span and makes it the current one; null where nobody listens.</summary>
    public static Activity? Start(HttpContext context)
    {
        ActivitySource source = ComposeTracing.Source;
        if (!source.HasListeners())
        {
            return null;
        }

        HttpRequest request = context.Request;
        ActivityContext remote = default;
        if (Activity.Current is null)
        {
            _ = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out remote);
        }

        // A method that nobody knows is the client's text, which must not name a span.
        string method = KnownMethod(request.Method) ?? "_OTHER";
        Activity? span = Activity.Current is null
            ? source.StartActivity(method, ActivityKind.Server, remote)
            : source.StartActivity("compose.request", ActivityKind.Internal);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.request.method", method);
            span.SetTag("url.scheme", request.Scheme);
            span.SetTag("url.path", request.Path.Value);
            span.SetTag("network.protocol.version", context.Features.Get<IHttpRequestFeature>()?.Protocol is { Length: > 5 } protocol ? protocol[5..] : null);
            span.SetTag("server.address", request.Host.Host);
            span.SetTag("server.port", request.Host.Port);
        }

        return span;
    }

    /// <summary>The status that was answered; 0 for an answer that was broken off.</summary>
    public static void End(Activity? span, int status)
    {
        if (span is null)
        {
            return;
        }

        if (status > 0)
        {
            span.SetTag("http.response.status_code", status);
        }

        if (status is 0 or >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", status == 0 ? "broken" : status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static string? KnownMethod(string method) => method switch
    {
        "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "PATCH" => method,
        _ => null,
    };
}
