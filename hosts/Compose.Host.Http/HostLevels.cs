using System.Diagnostics.Metrics;

namespace Compose.Host.Http;

/// <summary>
/// States of all hosts of the process, looked up when somebody asks for them. Hosts that serve the same component for the
/// same tenant are one series: the sum, not whichever was asked last.
/// </summary>
internal static class HostLevels
{
    private static readonly Lock s_gate = new();
    private static readonly List<ComponentHost> s_hosts = [];
    private static readonly Meter s_meter = new(ComposeMetrics.MeterName);

    static HostLevels()
    {
        s_meter.CreateObservableGauge("compose.http.requests.active", () => Levels(static host => host.InFlight), "{request}", "HTTP requests being answered, by tenant and component.");
        s_meter.CreateObservableGauge("compose.http.requests.queued", () => Levels(static host => host.Queued), "{request}", "HTTP requests that wait for an instance, by tenant and component.");
        s_meter.CreateObservableGauge("compose.instances.idle", () => Levels(static host => host.IdleInstances), "{instance}", "Instances that wait for an HTTP request, by tenant and component.");
    }

    public static void Add(ComponentHost host)
    {
        lock (s_gate)
        {
            s_hosts.Add(host);
        }
    }

    public static void Remove(ComponentHost host)
    {
        lock (s_gate)
        {
            s_hosts.Remove(host);
        }
    }

    private static IEnumerable<Measurement<long>> Levels(Func<ComponentHost, int> level)
    {
        var sums = new SortedDictionary<(string? Tenant, string Component), long>();
        lock (s_gate)
        {
            foreach (ComponentHost host in s_hosts)
            {
                (string?, string) series = (host.Subject.Tenant, host.Subject.Name);
                sums[series] = sums.GetValueOrDefault(series) + level(host);
            }
        }

        return sums.Select(each => new Measurement<long>(each.Value, ComposeMetrics.Of(each.Key.Tenant), ComposeMetrics.Of("component", each.Key.Component)));
    }
}
