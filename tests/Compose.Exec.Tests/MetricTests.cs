using System.Diagnostics.Metrics;
using System.Text;

namespace Compose.Exec.Tests;

public sealed class MetricTests
{
    [Fact]
    public void Collector_OfAMeter_AddsUpBySeries()
    {
        using var meter = new Meter("Compose.Tests.AddsUp");
        using var collector = new MetricCollector(meter.Name);
        Counter<long> calls = meter.CreateCounter<long>("test.calls", "{call}", "Calls.");
        calls.Add(2, new KeyValuePair<string, object?>("instance", "app"), new("tenant", "acme"));
        calls.Add(3, new KeyValuePair<string, object?>("tenant", "acme"), new("instance", "app"));
        calls.Add(1, new KeyValuePair<string, object?>("instance", "db"), new("tenant", ""));

        Metric metric = Assert.Single(collector.Snapshot());
        Assert.Equal(MetricKind.Counter, metric.Kind);
        Assert.Equal([5.0, 1.0], metric.Series.Select(series => series.Value));
        Assert.Equal([new("instance", "app"), new("tenant", "acme")], metric.Series[0].Labels);
    }

    [Fact]
    public void Prometheus_OfEachKind_IsAsItsFormatSays()
    {
        Metric[] metrics =
        [
            new("compose.host.calls", MetricKind.Counter)
            {
                Unit = "{call}",
                Description = "Calls,\nby \\ instance.",
                Series = [new() { Labels = [new("instance", "a\"b\\c\nd"), new("tenant", "")], Value = 12 }],
            },
            new("compose.memory", MetricKind.Gauge) { Unit = "By", Series = [new() { Labels = [], Value = 1.5 }] },
            new("compose.run.duration", MetricKind.Histogram)
            {
                Unit = "s",
                Description = "Time.",
                Series = [new() { Labels = [new("tenant", "x")], Value = 0.75, Count = 3, Buckets = [new(0.25, 2), new(0.5, 3)] }],
            },
        ];

        Assert.Equal(
            """
            # HELP compose_host_calls_total Calls,\nby \\ instance.
            # TYPE compose_host_calls_total counter
            compose_host_calls_total{instance="a\"b\\c\nd",tenant=""} 12
            # TYPE compose_memory_bytes gauge
            compose_memory_bytes 1.5
            # HELP compose_run_duration_seconds Time.
            # TYPE compose_run_duration_seconds histogram
            compose_run_duration_seconds_bucket{tenant="x",le="0.25"} 2
            compose_run_duration_seconds_bucket{tenant="x",le="0.5"} 3
            compose_run_duration_seconds_bucket{tenant="x",le="+Inf"} 3
            compose_run_duration_seconds_sum{tenant="x"} 0.75
            compose_run_duration_seconds_count{tenant="x"} 3

            """.ReplaceLineEndings("\n"),
            PrometheusText.Write(metrics));
    }

    [Fact]
    public void Histogram_OfValues_CountsEachOnceInItsBucket()
    {
        using var meter = new Meter("Compose.Tests.Buckets");
        using var collector = new MetricCollector(meter.Name);
        Histogram<double> time = meter.CreateHistogram<double>("test.time", "s");
        foreach (double value in (double[])[0.0001, 0.00011, 0.3, 100])
        {
            time.Record(value);
        }

        MetricSeries series = Assert.Single(collector.Snapshot()[0].Series);
        Assert.Equal(4, series.Count);
        Assert.Equal(0.0001, series.Least);
        Assert.Equal(100, series.Greatest);
        Assert.Equal(1, series.Buckets.First(bucket => bucket.Key == 0.0001).Value);
        Assert.Equal(2, series.Buckets.First(bucket => bucket.Key == 0.00025).Value);
        Assert.Equal(3, series.Buckets.First(bucket => bucket.Key == 0.5).Value);
        Assert.Equal(3, series.Buckets[^1].Value);
    }

    [Fact]
    public void Collector_OfTooManySeries_FoldsTheRest()
    {
        using var meter = new Meter("Compose.Tests.Many");
        using var collector = new MetricCollector(meter.Name) { MaxSeries = 3 };
        Counter<long> calls = meter.CreateCounter<long>("test.calls");
        for (int i = 0; i < 10; i++)
        {
            calls.Add(1, new KeyValuePair<string, object?>("instance", "i" + i));
        }

        IReadOnlyList<MetricSeries> series = collector.Snapshot()[0].Series;
        Assert.Equal(4, series.Count);
        Assert.Equal(7, series.Single(each => each.Labels[0].Key == "overflow").Value);
    }

    [Fact]
    public void Json_OfMetrics_ReadsBackTheSame()
    {
        using var meter = new Meter("Compose.Tests.Json");
        using var collector = new MetricCollector(meter.Name);
        meter.CreateCounter<long>("a.calls", "{call}", "Calls.").Add(7, new KeyValuePair<string, object?>("instance", "ä\"\n"));
        meter.CreateHistogram<long>("b.bytes", "By").Record(70_000);
        meter.CreateUpDownCounter<int>("c.open").Add(-2);
        IReadOnlyList<Metric> before = collector.Snapshot();
        string text = MetricJson.Of(before).ToJsonString();

        Assert.Equal(text, MetricJson.Of(MetricJson.Read(Encoding.UTF8.GetBytes(text))).ToJsonString());
        Assert.Equal([MetricKind.Counter, MetricKind.Histogram, MetricKind.Gauge], before.Select(metric => metric.Kind));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\":2,\"metrics\":[]}")]
    [InlineData("{\"version\":1,\"metrics\":[{}]}")]
    [InlineData("{\"version\":1,\"metrics\":[{\"name\":\"a\",\"kind\":\"ratio\"}]}")]
    [InlineData("{\"version\":1,\"metrics\":[{\"name\":\"a\",\"kind\":\"counter\",\"unit\":\"\",\"description\":\"\",\"series\":[{\"labels\":{},\"value\":\"x\"}]}]}")]
    public void Json_ThatIsNoMetrics_IsRefused(string text)
    {
        ComposeException failure = Assert.Throws<ComposeException>(() => MetricJson.Read(Encoding.UTF8.GetBytes(text), "m.json"));

        Assert.Equal(ErrorCodes.Generic.InvalidInput, failure.Error.Code);
        Assert.Equal("m.json", failure.Error.Where?.File);
    }
}
