using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compose.CommandLine.Tests;

/// <summary>Spans and metrics of the published program arrive at a collector, by flag and by the variables of OpenTelemetry.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Run_WithTheFlag_ExportsSpansAndMetrics()
    {
        using var collector = new Collector();
        using Process run = Start([], "exec", "run", "--otlp", $"http://127.0.0.1:{collector.Port}", Path.Combine(Checkout.Root, "examples", "report", "plan.yaml"));
        await run.StandardInput.WriteAsync("# Title\n\ntext\n");
        run.StandardInput.Close();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, run.ExitCode);
        string traces = collector.Received("/v1/traces");
        Assert.Contains("compose.run", traces, StringComparison.Ordinal);
        Assert.Contains("compose.wire", traces, StringComparison.Ordinal);
        Assert.Contains("compose.provider", traces, StringComparison.Ordinal);
        Assert.Contains("compose.host.calls", collector.Received("/v1/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithTheEnvironment_ExportsTheTraceOfItsClient()
    {
        using var collector = new Collector();
        using Process serve = Start(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{collector.Port}"), ("OTEL_SERVICE_NAME", "greetings")],
            "exec", "serve", "--port", "0", Path.Combine(Checkout.Root, "examples", "serve", "plan.yaml"));
        string? listening = await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("listening on http://", listening, StringComparison.Ordinal);
        string trace = ActivityTraceId.CreateRandom().ToHexString();
        using (var client = new HttpClient())
        {
            client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
            Assert.StartsWith("Good day", await client.GetStringAsync(new Uri($"{listening!["listening on ".Length..]}/you"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        using (Process kill = Process.Start("kill", ["-TERM", $"{serve.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, serve.ExitCode);
        string traces = collector.Received("/v1/traces");
        Assert.Contains("greetings", traces, StringComparison.Ordinal);
        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(trace)), traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.Contains("compose.http.requests", collector.Received("/v1/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody listens")]
    [InlineData("it answers 503")]
    public async Task Run_WhoseCollectorFails_SaysSoOnce_AndIsNotFailedByIt(string how)
    {
        using var collector = new Collector(how == "nobody listens" ? "200 OK" : "503 Service Unavailable");
        int port = collector.Port;
        if (how == "nobody listens")
        {
            collector.Dispose();
        }

        using Process run = Start([], "exec", "run", "--otlp", $"http://127.0.0.1:{port}", Path.Combine(Checkout.Root, "examples", "report", "plan.yaml"));
        await run.StandardInput.WriteAsync("# Title\n");
        run.StandardInput.Close();
        string error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, run.ExitCode);
        string told = Assert.Single(error.Split('\n'), line => line.Contains("cannot be exported", StringComparison.Ordinal));
        Assert.StartsWith("warning: ", told, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{port}/v1/", told, StringComparison.Ordinal);
        if (how != "nobody listens")
        {
            Assert.Contains(how, told, StringComparison.Ordinal);
        }
    }

    private static Process Start((string Name, string Value)[] variables, params string[] words)
    {
        var start = new ProcessStartInfo(Checkout.Program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start)!;
    }

    /// <summary>Takes what is posted, and answers that all is well.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<(string Path, string Body)> _posts = [];

        private readonly string _status;

        public Collector(string status = "200 OK")
        {
            _status = status;
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Task.Run(AcceptAsync);
        }

        public int Port { get; }

        /// <summary>All bodies of one path, octets as Latin-1.</summary>
        public string Received(string path) => string.Concat(_posts.Where(post => post.Path == path).Select(post => post.Body));

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    Socket socket = await _listener.AcceptSocketAsync();
                    _ = Task.Run(() => AnswerAsync(socket));
                }
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(Socket socket)
        {
            using (socket)
            {
                byte[] buffer = new byte[65_536];
                var text = new StringBuilder();
                int end, length = 0;
                while ((end = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0 || text.Length < end + 4 + (length = LengthOf(text.ToString()[..end])))
                {
                    int count = await socket.ReceiveAsync(buffer);
                    if (count == 0)
                    {
                        return;
                    }

                    text.Append(Encoding.Latin1.GetString(buffer, 0, count));
                }

                string all = text.ToString();
                _posts.Enqueue((all.Split(' ')[1], all.Substring(end + 4, length)));
                await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {_status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
            }
        }

        private static int LengthOf(string head)
        {
            const string Name = "content-length:";
            string? line = head.Split("\r\n").FirstOrDefault(each => each.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
            return line is null ? 0 : int.Parse(line[Name.Length..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
