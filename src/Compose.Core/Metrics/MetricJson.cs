using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compose;

/// <summary>The JSON form of metrics (SPEC.md, §6.2), both ways.</summary>
public static class MetricJson
{
    /// <summary>The number of the format.</summary>
    public const int Version = 1;

    public static JsonObject Of(IReadOnlyList<Metric> metrics)
    {
        var array = new JsonArray();
        foreach (Metric metric in metrics)
        {
            var series = new JsonArray();
            foreach (MetricSeries each in metric.Series)
            {
                series.Add((JsonNode)Of(each, metric.Kind));
            }

            array.Add((JsonNode)new JsonObject
            {
                ["name"] = metric.Name,
                ["kind"] = NameOf(metric.Kind),
                ["unit"] = metric.Unit,
                ["description"] = metric.Description,
                ["series"] = series,
            });
        }

        return new JsonObject { ["version"] = Version, ["metrics"] = array };
    }

    /// <summary>Reads what <see cref="Of(IReadOnlyList{Metric})"/> gave.</summary>
    /// <exception cref="ComposeException"><c>Generic.InvalidInput</c>: it is not such a document.</exception>
    public static IReadOnlyList<Metric> Read(ReadOnlySpan<byte> bytes, string? file = null)
    {
        try
        {
            JsonNode root = JsonNode.Parse(bytes) ?? throw new FormatException("the document is null");
            if ((int?)root["version"] != Version)
            {
                throw new FormatException($"the version is not {Version}");
            }

            return [.. Array(root, "metrics").Select(MetricOf)];
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new ComposeException(
                ErrorCodes.Generic.InvalidInput,
                $"this is no file of metrics: {failure.Message}",
                new ErrorLocation { File = file },
                "make one with `exec run --metrics FILE`");
        }
    }

    public static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static JsonObject Of(MetricSeries series, MetricKind kind)
    {
        var labels = new JsonObject();
        foreach ((string name, string value) in series.Labels)
        {
            labels[name] = value;
        }

        if (kind != MetricKind.Histogram)
        {
            return new JsonObject { ["labels"] = labels, ["value"] = series.Value };
        }

        var buckets = new JsonArray();
        foreach ((double bound, long count) in series.Buckets)
        {
            buckets.Add((JsonNode)new JsonObject { ["le"] = bound, ["count"] = count });
        }

        return new JsonObject
        {
            ["labels"] = labels,
            ["count"] = series.Count,
            ["sum"] = series.Value,
            ["least"] = series.Least,
            ["greatest"] = series.Greatest,
            ["buckets"] = buckets,
        };
    }

    private static Metric MetricOf(JsonNode? json)
    {
        MetricKind kind = Text(json, "kind") switch
        {
            "counter" => MetricKind.Counter,
            "gauge" => MetricKind.Gauge,
            "histogram" => MetricKind.Histogram,
            string other => throw new FormatException($"there is no kind `{other}`"),
        };
        return new Metric(Text(json, "name"), kind)
        {
            Unit = Text(json, "unit"),
            Description = Text(json, "description"),
            Series = [.. Array(json, "series").Select(series => SeriesOf(series, kind))],
        };
    }

    private static MetricSeries SeriesOf(JsonNode? json, MetricKind kind)
    {
        JsonObject labels = json?["labels"] as JsonObject ?? throw new FormatException("a series has no `labels`");
        bool isHistogram = kind == MetricKind.Histogram;
        return new MetricSeries
        {
            Labels = [.. labels.Select(label => new KeyValuePair<string, string>(label.Key, (string?)label.Value ?? string.Empty))],
            Value = Number(json, isHistogram ? "sum" : "value"),
            Count = isHistogram ? (long)Number(json, "count") : 0,
            Least = isHistogram ? Number(json, "least") : 0,
            Greatest = isHistogram ? Number(json, "greatest") : 0,
            Buckets = isHistogram
                ? [.. Array(json, "buckets").Select(bucket => new KeyValuePair<double, long>(Number(bucket, "le"), (long)Number(bucket, "count")))]
                : [],
        };
    }

    private static JsonArray Array(JsonNode? json, string name) =>
        json?[name] as JsonArray ?? throw new FormatException($"there is no list `{name}`");

    private static string Text(JsonNode? json, string name) =>
        (string?)json?[name] ?? throw new FormatException($"there is no text `{name}`");

    private static double Number(JsonNode? json, string name) =>
        (double?)json?[name] ?? throw new FormatException($"there is no number `{name}`");
}
