namespace Compose;

/// <summary>The numbers of one metric under one set of labels.</summary>
public sealed record MetricSeries
{
    /// <summary>Names and values, by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; }

    /// <summary>The sum of a counter or a histogram, the last value of a gauge.</summary>
    public double Value { get; init; }

    /// <summary>Values of a histogram so far; 0 for the others.</summary>
    public long Count { get; init; }

    /// <summary>The least value of a histogram.</summary>
    public double Least { get; init; }

    /// <summary>The greatest value of a histogram.</summary>
    public double Greatest { get; init; }

    /// <summary>Upper bounds of a histogram's buckets with how many values were at most that; the last, infinity, is left out.</summary>
    public IReadOnlyList<KeyValuePair<double, long>> Buckets { get; init; } = [];
}
