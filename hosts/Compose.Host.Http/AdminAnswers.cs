using Microsoft.AspNetCore.Http;

namespace Compose.Host.Http;

/// <summary>What those who watch a server ask: whether it is alive, whether it takes requests, and its counts.</summary>
internal static class AdminAnswers
{
    public static Task HandleAsync(HttpContext context, ComponentHost host, MetricCollector metrics)
    {
        (int status, string type, string body) = context.Request.Path.Value switch
        {
            "/healthz" => (StatusCodes.Status200OK, "text/plain", "ok\n"),
            "/readyz" => host.IsDraining ? (StatusCodes.Status503ServiceUnavailable, "text/plain", "draining\n") : (StatusCodes.Status200OK, "text/plain", "ready\n"),
            "/metrics" => (StatusCodes.Status200OK, PrometheusText.ContentType, PrometheusText.Write(metrics.Snapshot())),
            _ => (StatusCodes.Status404NotFound, "text/plain", "there are /healthz, /readyz and /metrics\n"),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }
}
