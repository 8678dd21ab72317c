using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Compose.Engine;
using Compose.Exec;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Host.Http.Tests;

/// <summary>A component behind a server on a free port of the loopback, with a client for it.</summary>
public sealed class Served : IAsyncDisposable
{
    private static readonly MetricCollector s_metrics = new();
    private static int s_tenants;

    private Served(ComponentHost host, ComponentServer server, ConcurrentQueue<ServeEvent> events, HttpClient client)
    {
        Host = host;
        Server = server;
        Events = events;
        Client = client;
    }

    public static ICoreEngine Engine => TestEngines.Of("clr");

    public ComponentHost Host { get; }

    public ComponentServer Server { get; }

    public ConcurrentQueue<ServeEvent> Events { get; }

    public HttpClient Client { get; }

    public int Port => new Uri(Server.Address).Port;

    /// <summary>The guest of these tests, one path for each thing that handlers do.</summary>
    public static string Trial => Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", "trial.wasm");

    /// <summary>Loads for a tenant of its own, so that what is counted of it is told apart.</summary>
    public static ExecSubject Load(string path, params string[] capabilities) => new ExecLoader(new ExecLoaderOptions
    {
        Tenant = $"tenant-{Interlocked.Increment(ref s_tenants)}",
        Implicit = new ImplicitPlanOptions { Capabilities = capabilities },
    }).Load(File.ReadAllBytes(path), path);

    /// <summary>What a metric counts for the tenant of what is served, over all other labels.</summary>
    public double Count(string metric)
    {
        Metric? found = s_metrics.Snapshot().FirstOrDefault(each => each.Name == metric);
        return found is null ? 0 : found.Series.Where(series => series.Labels.Any(label => label.Key == "tenant" && label.Value == Host.Subject.Tenant)).Sum(series => series.Value);
    }

    public static async Task<Served> StartAsync(
        ComponentHostOptions? options = null, ComponentServerOptions? server = null, ExecSubject? subject = null, string engine = "clr")
    {
        var events = new ConcurrentQueue<ServeEvent>();
        options = (options ?? new ComponentHostOptions()) with { Events = events.Enqueue };
        var host = new ComponentHost(TestEngines.Of(engine), subject ?? Load(Trial), options);
        var component = new ComponentServer(host, server);
        await component.StartAsync();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, MaxConnectionsPerServer = 200 };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        return new Served(host, component, events, new HttpClient(handler) { BaseAddress = new Uri(component.Address), Timeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>Sends octets as they are and gives all that comes back until the server closes or is silent.</summary>
    public async Task<string> RawAsync(string request, int silenceMilliseconds = 5_000)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        var text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        while (true)
        {
            using var silence = new CancellationTokenSource(silenceMilliseconds);
            try
            {
                int count = await socket.ReceiveAsync(buffer, silence.Token);
                if (count == 0)
                {
                    return text.ToString();
                }

                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException)
            {
                return text.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Host.StopAll();
        await Server.StopAsync();
        await Server.DisposeAsync();
        Host.Dispose();
    }
}
