namespace Compose.Conformance;

/// <summary>A report as metrics: how many tests of each suite came to each verdict, and how long they took.</summary>
public static class ReportMetrics
{
    private const string Host = "host", Suite = "suite", VerdictLabel = "verdict";

    /// <summary>The metrics, by name; series by suite, then verdict.</summary>
    public static IReadOnlyList<Metric> Of(ReportDocument report)
    {
        var counts = new List<MetricSeries>();
        var times = new List<MetricSeries>();
        foreach ((string suite, string _) in report.Suites)
        {
            foreach (Verdict verdict in Enum.GetValues<Verdict>())
            {
                double[] seconds = [.. report.Rows.Where(row => row.Suite == suite && row.Verdict == verdict).Select(row => row.Milliseconds / 1000)];
                if (seconds.Length == 0)
                {
                    continue;
                }

                KeyValuePair<string, string>[] labels = [new(Host, report.Host.Name), new(Suite, suite), new(VerdictLabel, Word.Of(verdict))];
                counts.Add(new MetricSeries { Labels = labels, Value = seconds.Length });
                if (verdict is Verdict.Passed or Verdict.Failed)
                {
                    times.Add(new MetricSeries { Labels = labels, Value = seconds.Sum(), Count = seconds.Length, Least = seconds.Min(), Greatest = seconds.Max() });
                }
            }
        }

        return
        [
            new Metric("compose.conformance.test.duration", MetricKind.Histogram) { Unit = "s", Description = "Time of tests that ran, by host, suite and verdict.", Series = times },
            new Metric("compose.conformance.tests", MetricKind.Counter) { Unit = "{test}", Description = "Tests, by host, suite and verdict.", Series = counts },
        ];
    }
}
