using System.Diagnostics.Metrics;
using System.Text;

namespace Compose;

/// <summary>
/// Listens to the meter <see cref="ComposeMetrics.MeterName"/> and adds up what it tells, for <c>/metrics</c> and for
/// files. Thread-safe. Series beyond <see cref="MaxSeries"/> of one metric are added up under the label
/// <c>overflow="true"</c>: labels come from plans, and memory must stay bounded.
/// </summary>
public sealed class MetricCollector : IDisposable
{
    private static readonly double[] s_seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    private static readonly double[] s_bytes = [65_536, 262_144, 1 << 20, 4 << 20, 16 << 20, 64 << 20, 256 << 20, 1L << 30, 4L << 30];

    private const int MostKnown = 10_000;

    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Table> _tables = new(StringComparer.Ordinal);

    /// <summary>Begins to listen.</summary>
    /// <param name="meters">The meters to listen to; ours if none is named.</param>
    public MetricCollector(params string[] meters)
    {
        string[] wanted = meters.Length == 0 ? [ComposeMetrics.MeterName] : meters;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Array.IndexOf(wanted, instrument.Meter.Name) >= 0)
            {
                listener.EnableMeasurementEvents(instrument, TableOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, table) => Add((Table)table!, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, table) => Add((Table)table!, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, table) => Add((Table)table!, value, tags));
        _listener.Start();
    }

    /// <summary>Series that one metric may have before the others are added up in one.</summary>
    public int MaxSeries { get; init; } = 10_000;

    /// <summary>Every metric that has a number, by name; series by their labels.</summary>
    public IReadOnlyList<Metric> Snapshot()
    {
        _listener.RecordObservableInstruments();
        lock (_gate)
        {
            var metrics = new List<Metric>(_tables.Count);
            foreach ((string name, Table table) in _tables)
            {
                if (table.Series.Count > 0)
                {
                    metrics.Add(new Metric(name, table.Kind)
                    {
                        Unit = table.Unit,
                        Description = table.Description,
                        Series = [.. table.Series.Values.Select(series => series.Freeze(table.Bounds))],
                    });
                }
            }

            return metrics;
        }
    }

    public void Dispose() => _listener.Dispose();

    private Table TableOf(Instrument instrument)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(instrument.Name, out Table? table))
            {
                string type = instrument.GetType().Name;
                MetricKind kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? MetricKind.Histogram
                    : type.Contains("UpDown", StringComparison.Ordinal) || type.Contains("Gauge", StringComparison.Ordinal) ? MetricKind.Gauge
                    : MetricKind.Counter;
                table = new Table(instrument, kind, kind != MetricKind.Histogram ? [] : instrument.Unit == "By" ? s_bytes : s_seconds);
                _tables.Add(instrument.Name, table);
            }

            return table;
        }
    }

    private void Add(Table table, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            // Most measurements come with the tags of one before, in the same order: those need no text.
            if (table.Find(tags) is { } known)
            {
                known.Add(value, table);
                return;
            }
        }

        AddNew(table, value, tags);
    }

    private void AddNew(Table table, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = new(tags[i].Key, tags[i].Value?.ToString() ?? string.Empty);
        }

        Array.Sort(labels, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        string key = KeyOf(labels);
        lock (_gate)
        {
            if (!table.Series.TryGetValue(key, out Running? series))
            {
                if (table.Series.Count >= MaxSeries)
                {
                    labels = [new("overflow", "true")];
                    key = KeyOf(labels);
                }

                if (!table.Series.TryGetValue(key, out series))
                {
                    series = new Running(labels, table.Bounds.Length);
                    table.Series.Add(key, series);
                }
            }

            table.Remember(tags, series);
            series.Add(value, table);
        }
    }

    private static string KeyOf(KeyValuePair<string, string>[] labels)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in labels)
        {
            text.Append(name).Append('\u0001').Append(value).Append('\u0002');
        }

        return text.ToString();
    }

    private sealed class Table(Instrument instrument, MetricKind kind, double[] bounds)
    {
        public MetricKind Kind { get; } = kind;

        /// <summary>Whether measurements are added up: those of observable instruments are totals already, those of a gauge are its value.</summary>
        public bool IsSum { get; } = !instrument.IsObservable && !instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);

        public string Unit { get; } = instrument.Unit ?? string.Empty;

        public string Description { get; } = instrument.Description ?? string.Empty;

        public double[] Bounds { get; } = bounds;

        public SortedDictionary<string, Running> Series { get; } = new(StringComparer.Ordinal);

        private readonly Dictionary<int, List<(KeyValuePair<string, object?>[] Tags, Running Series)>> _known = [];
        private int _knownCount;

        /// <summary>The series of tags that were met before in this order; null for others.</summary>
        public Running? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (_known.TryGetValue(HashOf(tags), out List<(KeyValuePair<string, object?>[] Tags, Running Series)>? alike))
            {
                foreach ((KeyValuePair<string, object?>[] known, Running series) in alike)
                {
                    if (AreEqual(tags, known))
                    {
                        return series;
                    }
                }
            }

            return null;
        }

        /// <summary>Keeps tags for <see cref="Find"/>, as many as there may be series.</summary>
        public void Remember(ReadOnlySpan<KeyValuePair<string, object?>> tags, Running series)
        {
            if (_knownCount < MostKnown)
            {
                _knownCount++;
                int hash = HashOf(tags);
                if (!_known.TryGetValue(hash, out List<(KeyValuePair<string, object?>[] Tags, Running Series)>? alike))
                {
                    _known.Add(hash, alike = []);
                }

                alike.Add((tags.ToArray(), series));
            }
        }

        private static bool AreEqual(ReadOnlySpan<KeyValuePair<string, object?>> left, KeyValuePair<string, object?>[] right)
        {
            if (left.Length != right.Length)
            {
                return false;
            }

            for (int i = 0; i < left.Length; i++)
            {
                if (left[i].Key != right[i].Key || !Equals(left[i].Value, right[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var hash = default(HashCode);
            foreach ((string name, object? value) in tags)
            {
                hash.Add(name);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }
    }

    private sealed class Running(KeyValuePair<string, string>[] labels, int bounds)
    {
        private readonly long[] _buckets = new long[bounds];
        private double _value;
        private double _least = double.PositiveInfinity;
        private double _greatest = double.NegativeInfinity;
        private long _count;

        public void Add(double value, Table table)
        {
            _value = table.IsSum ? _value + value : value;
            if (table.Kind != MetricKind.Histogram)
            {
                return;
            }

            _count++;
            _least = Math.Min(_least, value);
            _greatest = Math.Max(_greatest, value);
            int bucket = Array.BinarySearch(table.Bounds, value);
            bucket = bucket < 0 ? ~bucket : bucket;
            if (bucket < _buckets.Length)
            {
                _buckets[bucket]++;
            }
        }

        public MetricSeries Freeze(double[] bounds)
        {
            var buckets = new KeyValuePair<double, long>[bounds.Length];
            long sum = 0;
            for (int i = 0; i < bounds.Length; i++)
            {
                sum += _buckets[i];
                buckets[i] = new(bounds[i], sum);
            }

            return new MetricSeries
            {
                Labels = labels,
                Value = _value,
                Count = _count,
                Least = _count == 0 ? 0 : _least,
                Greatest = _count == 0 ? 0 : _greatest,
                Buckets = buckets,
            };
        }
    }
}
