using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Compose;

/// <summary>
/// Where the metrics of guests go: three instruments of the meter <c>Compose</c>, one for each kind, with the guest's name
/// of the metric as the label <c>metric</c> and its labels after <c>instance</c> and <c>tenant</c>. Instruments are never
/// made by guests: they would stay for the life of the process. Thread-safe.
/// </summary>
public static class GuestMetrics
{
    /// <summary>The label of the guest's own name of a metric.</summary>
    public const string Metric = "metric";

    /// <summary>Series of all guests of the process together; what is beyond is dropped.</summary>
    public const int MaxSeries = 20_000;

    private static readonly Counter<long> s_counter = ComposeMetrics.Meter.CreateCounter<long>("compose.guest.counter", null, "Counters of guests, by metric, instance and tenant.");
    private static readonly Gauge<double> s_gauge = ComposeMetrics.Meter.CreateGauge<double>("compose.guest.gauge", null, "Gauges of guests, by metric, instance and tenant.");
    private static readonly Histogram<double> s_histogram = ComposeMetrics.Meter.CreateHistogram<double>("compose.guest.histogram", null, "Distributions of guests, by metric, instance and tenant; durations in seconds.");
    private static readonly HashSet<string> s_series = new(StringComparer.Ordinal);
    private static readonly Lock s_gate = new();

    /// <summary>Whether one more series of this text is within the bound of the process.</summary>
    public static bool Admits(string series)
    {
        lock (s_gate)
        {
            return s_series.Contains(series) || (s_series.Count < MaxSeries && s_series.Add(series));
        }
    }

    public static void Count(long amount, in TagList labels) => s_counter.Add(amount, labels);

    public static void Set(double value, in TagList labels) => s_gauge.Record(value, labels);

    public static void Observe(double value, in TagList labels) => s_histogram.Record(value, labels);
}
