namespace Compose;

/// <summary>One metric with all its series, by labels.</summary>
/// <param name="Name">The instrument's name: <c>compose.host.calls</c>.</param>
/// <param name="Kind">What the numbers mean.</param>
public sealed record Metric(string Name, MetricKind Kind)
{
    /// <summary>The unit in UCUM: <c>s</c>, <c>By</c>, <c>{call}</c>; empty for none.</summary>
    public string Unit { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public IReadOnlyList<MetricSeries> Series { get; init; } = [];
}
