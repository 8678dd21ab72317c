using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Compose;

/// <summary>
/// The instruments of the meter <c>Compose</c>, for OpenTelemetry, <c>dotnet-counters</c> or <see cref="MetricCollector"/>.
/// They are told at the end of an operation, never once a call, so that measuring costs a run nothing. Units are those of
/// UCUM; labels are <c>instance</c> (the path in the plan), <c>tenant</c> (empty for none) and what each description says.
/// </summary>
public static class ComposeMetrics
{
    public const string MeterName = "Compose";

    /// <summary>The label of the instance of the plan.</summary>
    public const string Instance = "instance";

    /// <summary>The label of the tenant.</summary>
    public const string Tenant = "tenant";

    internal static readonly Meter Meter = new(MeterName, typeof(ComposeMetrics).Assembly.GetName().Version?.ToString(3));

    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("compose.runs", "{run}", "Runs of guests, by tenant and outcome (exited, trapped, limit-reached, cancelled).");

    public static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>("compose.run.duration", "s", "Time in the guest, by tenant and outcome.");

    public static readonly Histogram<double> CompileDuration = Meter.CreateHistogram<double>("compose.compile.duration", "s", "Time to make a component ready to be instantiated, by tenant; functions are compiled when first called.");

    public static readonly Histogram<double> InstantiateDuration = Meter.CreateHistogram<double>("compose.instantiate.duration", "s", "Time to link and instantiate a composition, by tenant.");

    public static readonly Histogram<double> ValidateDuration = Meter.CreateHistogram<double>("compose.validate.duration", "s", "Time to validate a plan, by tenant and outcome.");

    public static readonly Histogram<double> EmitDuration = Meter.CreateHistogram<double>("compose.emit.duration", "s", "Time to compile a plan, or to find its artifact, by tenant and outcome.");

    public static readonly Counter<long> CacheLookups = Meter.CreateCounter<long>("compose.cache.lookups", "{lookup}", "Lookups in caches, by cache, result (hit or miss) and tenant.");

    public static readonly Counter<long> HostCalls = Meter.CreateCounter<long>("compose.host.calls", "{call}", "Calls of host functions, by instance, interface and tenant.");

    public static readonly Counter<long> Denials = Meter.CreateCounter<long>("compose.denials", "{call}", "Calls of host functions that the authority did not cover, by instance, interface and tenant.");

    public static readonly Counter<long> OutputBytes = Meter.CreateCounter<long>("compose.output", "By", "Bytes written to streams, by instance and tenant.");

    public static readonly Counter<long> Traps = Meter.CreateCounter<long>("compose.traps", "{trap}", "Runs that a trap ended, by code and tenant.");

    public static readonly Counter<long> LimitsReached = Meter.CreateCounter<long>("compose.limits.reached", "{run}", "Runs that a limit ended, by code and tenant.");

    public static readonly Counter<long> FuelUsed = Meter.CreateCounter<long>("compose.fuel", "{unit}", "Fuel used by runs that count it, by tenant.");

    public static readonly Histogram<long> MemoryPeak = Meter.CreateHistogram<long>("compose.memory.peak", "By", "Bytes of all linear memories of a run at its end, by tenant. Memories never shrink.");

    public static readonly Counter<long> WireCalls = Meter.CreateCounter<long>("compose.wire.calls", "{call}", "Calls across wires with options, by consumer, provider, tenant and outcome.");

    public static readonly Counter<double> WireDuration = Meter.CreateCounter<double>("compose.wire.duration", "s", "Time in calls across wires that are traced, by consumer, provider and tenant.");

    public static readonly Counter<long> HttpRequests = Meter.CreateCounter<long>("compose.http.requests", "{request}", "HTTP requests answered, by status (2xx; broken for answers that were broken off) and tenant.");

    public static readonly Histogram<double> HttpRequestDuration = Meter.CreateHistogram<double>("compose.http.request.duration", "s", "Time from the head of an HTTP request to the end of its answer, by status and tenant.");

    public static readonly Counter<long> HttpRequestsRefused = Meter.CreateCounter<long>("compose.http.requests.refused", "{request}", "HTTP requests turned away because too many waited, by tenant.");

    public static readonly Counter<long> InstancesCreated = Meter.CreateCounter<long>("compose.instances.created", "{instance}", "Instances of what is served that were made from nothing, by tenant.");

    public static readonly Counter<long> InstancesRenewed = Meter.CreateCounter<long>("compose.instances.renewed", "{instance}", "Instances of what is served that were put back into their first state, by tenant.");

    public static readonly Counter<long> TelemetryFailures = Meter.CreateCounter<long>("compose.telemetry.failures", "{request}", "Requests to a collector of OpenTelemetry that failed, by signal (traces, metrics).");

    public static readonly Counter<long> Reloads = Meter.CreateCounter<long>("compose.reloads", "{reload}", "Times that something else was served from then on, by its tenant.");

    /// <summary>Adds to a counter with the labels <c>instance</c>, <c>interface</c> and <c>tenant</c>.</summary>
    public static void Add(Counter<long> counter, long amount, InstancePath instance, string? interfaceName, string? tenant)
    {
        if (amount == 0 || !counter.Enabled)
        {
            return;
        }

        var labels = new TagList { { Instance, instance.Text ?? string.Empty }, { Tenant, tenant ?? string.Empty } };
        if (interfaceName is not null)
        {
            labels.Add("interface", interfaceName);
        }

        counter.Add(amount, labels);
    }

    /// <summary>The label of a tenant.</summary>
    public static KeyValuePair<string, object?> Of(string? tenant) => new(Tenant, tenant ?? string.Empty);

    /// <summary>Any other label.</summary>
    public static KeyValuePair<string, object?> Of(string name, string value) => new(name, value);
}
