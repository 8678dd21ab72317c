using System.Globalization;
using System.Text;

namespace Compose;

/// <summary>
/// Writes metrics in the text format of Prometheus, 0.0.4 (<see cref="ContentType"/>): names with <c>_</c> for dots and
/// the unit as a suffix, <c>_total</c> behind counters, histograms as cumulative buckets.
/// </summary>
public static class PrometheusText
{
    /// <summary>The media type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IReadOnlyList<Metric> metrics)
    {
        var text = new StringBuilder();
        foreach (Metric metric in metrics)
        {
            Write(text, metric);
        }

        return text.ToString();
    }

    /// <summary>The name in Prometheus: <c>compose.run.duration</c> in seconds is <c>compose_run_duration_seconds</c>.</summary>
    public static string NameOf(Metric metric)
    {
        var name = new StringBuilder(metric.Name.Length + 16);
        foreach (char c in metric.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_');
        }

        name.Append(metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => string.Empty,
        });
        return metric.Kind == MetricKind.Counter ? name.Append("_total").ToString() : name.ToString();
    }

    private static void Write(StringBuilder text, Metric metric)
    {
        string name = NameOf(metric);
        if (metric.Description.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ');
            Escape(text, metric.Description, quotes: false);
            text.Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        }).Append('\n');
        foreach (MetricSeries series in metric.Series)
        {
            if (metric.Kind != MetricKind.Histogram)
            {
                Sample(text, name, series.Labels, null, series.Value);
                continue;
            }

            foreach ((double bound, long count) in series.Buckets)
            {
                Sample(text, name + "_bucket", series.Labels, Number(bound), count);
            }

            Sample(text, name + "_bucket", series.Labels, "+Inf", series.Count);
            Sample(text, name + "_sum", series.Labels, null, series.Value);
            Sample(text, name + "_count", series.Labels, null, series.Count);
        }
    }

    private static void Sample(StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound, double value)
    {
        text.Append(name);
        if (labels.Count > 0 || bound is not null)
        {
            char separator = '{';
            foreach ((string label, string content) in labels)
            {
                Label(text, ref separator, label, content);
            }

            if (bound is not null)
            {
                Label(text, ref separator, "le", bound);
            }

            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void Label(StringBuilder text, ref char separator, string name, string content)
    {
        text.Append(separator);
        separator = ',';
        foreach (char c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        }

        text.Append("=\"");
        Escape(text, content, quotes: true);
        text.Append('"');
    }

    private static void Escape(StringBuilder text, string content, bool quotes)
    {
        foreach (char c in content)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when quotes => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : double.IsNaN(value) ? "NaN"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
