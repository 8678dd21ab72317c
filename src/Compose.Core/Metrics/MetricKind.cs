namespace Compose;

/// <summary>What the numbers of a metric mean.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter = 0,

    /// <summary>A value that goes up and down.</summary>
    Gauge = 1,

    /// <summary>A distribution: count, sum, least, greatest, and counts by bucket.</summary>
    Histogram = 2,
}
