using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Compose.CommandLine;

/// <summary>
/// Exports spans and metrics by OTLP, as <c>--otlp</c> or the variables of OpenTelemetry say
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, <c>_PROTOCOL</c>, <c>_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>,
/// <c>OTEL_RESOURCE_ATTRIBUTES</c>, <c>OTEL_TRACES_SAMPLER</c>, …). What is not out yet goes out when it is disposed of.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private Telemetry(Uri? endpoint, Action<string> tell)
    {
        var told = new ExportWatch.Once();
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("composectl");
        if (Variable("OTEL_SERVICE_NAME") is not null || Variable("OTEL_RESOURCE_ATTRIBUTES") is not null)
        {
            resource = resource.AddEnvironmentVariableDetector();
        }

        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(ComposeTracing.SourceName)
            .AddOtlpExporter(options => Configure(options, endpoint, "TRACES", told, tell))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ComposeMetrics.MeterName)
            .AddOtlpExporter(options => Configure(options, endpoint, "METRICS", told, tell))
            .Build();
    }

    /// <summary>Begins to export, or gives null where nobody asked for it.</summary>
    /// <param name="endpoint">Of a collector, <c>http://localhost:4318</c>; null for what the environment says.</param>
    /// <param name="tell">Takes one line where exporting fails: once, on any thread.</param>
    /// <exception cref="ComposeException">It is no address.</exception>
    public static Telemetry? Start(string? endpoint, Action<string> tell)
    {
        bool isWanted = endpoint is not null || Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null
            || Variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is not null || Variable("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT") is not null;
        if (!isWanted || string.Equals(Variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return endpoint is null ? Begin(null, tell)
            : Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? Begin(address, tell)
            : throw new ComposeException(ErrorCodes.Generic.Usage, $"--otlp wants the address of a collector, not '{endpoint}'", hint: "http://localhost:4318");
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    // The SDK is loaded only where something is exported.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Telemetry Begin(Uri? endpoint, Action<string> tell) => new(endpoint, tell);

    private static void Configure(OtlpExporterOptions options, Uri? endpoint, string signal, ExportWatch.Once told, Action<string> tell)
    {
        if (Variable("OTEL_EXPORTER_OTLP_PROTOCOL") is null && Variable($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") is null)
        {
            // What the specification of OTLP recommends; the package begins with gRPC.
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
        }

        options.HttpClientFactory = () => new HttpClient(new ExportWatch(signal.ToLowerInvariant(), told, tell)) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
        if (endpoint is not null)
        {
            // An address that is set here is taken as it is; one of the environment gets the path of the signal.
            options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf
                ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal.ToLowerInvariant()}")
                : endpoint;
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
