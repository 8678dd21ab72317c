using System.Globalization;
using System.Text;

namespace Compose.Host.Http;

/// <summary>The counts of a host in the text format of Prometheus, version 0.0.4.</summary>
internal static class MetricsText
{
    public static string Of(ComponentHost host)
    {
        ServeStatistics counts = host.Statistics;
        var text = new StringBuilder();
        Head(text, "compose_http_requests_total", "counter", "Answers by class of their status; broken for those that were broken off.");
        for (int i = 1; i < counts.Statuses.Count; i++)
        {
            Line(text, $"compose_http_requests_total{{status=\"{i}xx\"}}", counts.Statuses[i]);
        }

        Line(text, "compose_http_requests_total{status=\"broken\"}", counts.Broken);
        Head(text, "compose_http_request_duration_seconds", "histogram", "From the head of a request to the end of its answer.");
        long total = 0;
        for (int i = 0; i < ServeStatistics.Bounds.Count; i++)
        {
            total += counts.Durations[i];
            Line(text, $"compose_http_request_duration_seconds_bucket{{le=\"{ServeStatistics.Bounds[i].ToString(CultureInfo.InvariantCulture)}\"}}", total);
        }

        total += counts.Durations[^1];
        Line(text, "compose_http_request_duration_seconds_bucket{le=\"+Inf\"}", total);
        text.Append(CultureInfo.InvariantCulture, $"compose_http_request_duration_seconds_sum {counts.TotalTime.TotalSeconds}\n");
        Line(text, "compose_http_request_duration_seconds_count", total);
        Single(text, "compose_http_requests_in_flight", "gauge", "Requests being answered.", counts.InFlight);
        Single(text, "compose_http_requests_queued", "gauge", "Requests that wait for an instance.", host.Queued);
        Single(text, "compose_http_requests_refused_total", "counter", "Requests turned away because too many waited.", counts.Refused);
        Single(text, "compose_http_traps_total", "counter", "Requests whose guest trapped.", counts.Traps);
        Single(text, "compose_http_timeouts_total", "counter", "Requests whose time was over.", counts.Timeouts);
        Single(text, "compose_instances_created_total", "counter", "Instances made from nothing.", counts.Instances);
        Single(text, "compose_instances_renewed_total", "counter", "Instances put back into their first state.", counts.Renewals);
        Single(text, "compose_instances_idle", "gauge", "Instances that wait for a request.", host.IdleInstances);
        Single(text, "compose_reloads_total", "counter", "Times that another plan took over.", counts.Reloads);
        return text.ToString();
    }

    private static void Single(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        Line(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, long value) =>
        text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
