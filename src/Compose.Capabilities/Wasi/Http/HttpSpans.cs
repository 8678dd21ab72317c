using System.Diagnostics;
using System.Globalization;

namespace Compose.Capabilities.Wasi.Http;

/// <summary>Spans of outgoing requests, named and labelled as OpenTelemetry's conventions for HTTP want it.</summary>
internal static class HttpSpans
{
    /// <summary>Begins one below the span of the run or of the call across a wire; null where nobody listens.</summary>
    public static Activity? Start(NodeSession session, string method, Uri target)
    {
        ActivitySource source = ComposeTracing.Source;
        if (!source.HasListeners())
        {
            return null;
        }

        Activity? outer = Activity.Current;
        Activity? span = source.StartActivity(method, ActivityKind.Client, outer?.Context ?? session.Services.Trace);

        // The guest goes on while the request is under way: what it does next is not part of it.
        Activity.Current = outer;
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("http.request.method", method);
            span.SetTag("url.scheme", target.Scheme);
            span.SetTag("server.address", target.Host);
            span.SetTag("server.port", target.Port);
            span.SetTag("compose.instance", session.Node.Text);
        }

        return span;
    }

    /// <summary>The head of the answer has come, or a failure.</summary>
    public static void End(Activity? span, ushort status, string? failure)
    {
        if (span is null)
        {
            return;
        }

        if (failure is null)
        {
            span.SetTag("http.response.status_code", (int)status);
        }

        if (failure is not null || status >= 400)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", failure ?? status.ToString(CultureInfo.InvariantCulture));
        }

        span.Dispose();
    }
}
