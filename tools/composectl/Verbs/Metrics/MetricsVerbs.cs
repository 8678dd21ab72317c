using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Compose.CommandLine;

/// <summary><c>metrics list|export</c>: the numbers of a run, from the file that <c>--metrics</c> wrote.</summary>
internal static class MetricsVerbs
{
    public static Command Create() => new("metrics", "Show the metrics that a run wrote with --metrics.")
    {
        List(),
        Export(),
    };

    private static Argument<string> Input() => new("FILE") { Description = "A file of --metrics; - is standard input." };

    private static Command List()
    {
        Argument<string> input = Input();
        var filter = new Option<string?>("--filter") { Description = "Only metrics whose name contains this.", HelpName = "TEXT" };
        var command = new Command("list", "List metrics by name and labels, with their units.") { input, filter };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            Metric[] metrics = [.. Read(parsed.GetRequiredValue(input)).Where(metric => parsed.GetValue(filter) is not { } part || metric.Name.Contains(part, StringComparison.Ordinal))];
            JsonObject document = MetricJson.Of(metrics);
            return invocation.Succeed(document, text =>
            {
                foreach (Metric metric in metrics)
                {
                    text.WriteLine($"{metric.Name}  {MetricJson.NameOf(metric.Kind)}{(metric.Unit.Length > 0 ? ", " + metric.Unit : string.Empty)}");
                    foreach (MetricSeries series in metric.Series)
                    {
                        string labels = string.Join(", ", series.Labels.Where(label => label.Value.Length > 0).Select(label => $"{label.Key}={label.Value}"));
                        text.WriteLine($"  {Value(metric, series),-40} {labels}".TrimEnd());
                    }
                }
            });
        }));
        return command;
    }

    private static Command Export()
    {
        Argument<string> input = Input();
        var form = new Option<string>("--as") { Description = "prometheus (text format 0.0.4) or json.", HelpName = "FORM", DefaultValueFactory = _ => "prometheus" };
        var output = new Option<string>("--output", "-o") { Description = "Where to write; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };
        var command = new Command("export", "Write metrics for another program.") { input, form, output };
        command.SetAction(parsed => Invocation.Run(parsed, _ =>
        {
            IReadOnlyList<Metric> metrics = Read(parsed.GetRequiredValue(input));
            string text = parsed.GetRequiredValue(form) switch
            {
                "prometheus" => PrometheusText.Write(metrics),
                "json" => MetricJson.Of(metrics).ToJsonString() + "\n",
                string other => throw new ComposeException(ErrorCodes.Generic.Usage, $"--as knows no form '{other}'", null, "prometheus or json"),
            };
            InputFile.Write(parsed.GetRequiredValue(output), System.Text.Encoding.UTF8.GetBytes(text));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static IReadOnlyList<Metric> Read(string path) => MetricJson.Read(InputFile.Read(path), path);

    private static string Value(Metric metric, MetricSeries series) => metric.Kind == MetricKind.Histogram
        ? string.Create(CultureInfo.InvariantCulture, $"{series.Count} × mean {Number(series.Value / Math.Max(1, series.Count))}, most {Number(series.Greatest)}")
        : Number(series.Value);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "0" : "0.######", CultureInfo.InvariantCulture);
}
