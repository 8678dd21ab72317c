using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Compose.Exec;

namespace Compose.Host.Http.Tests;

/// <summary>Spans of requests, runs, calls across wires and outgoing requests, in the trace that the client began.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";

    [Fact]
    public async Task Spans_ContinueTheTraceOfTheClient_DownToEachWire()
    {
        using var spans = new Spans();
        await using Served served = await Served.StartAsync(
            new ComponentHostOptions { Exec = new ExecOptions { Wires = new WireOptions { Trace = true } } }, subject: ModeTests.Notes(string.Empty));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/one") { Content = new StringContent("# One\n") };
        request.Headers.Add("traceparent", $"00-{Trace}-{Parent}-01");
        using (HttpResponseMessage response = await served.Client.SendAsync(request))
        {
            Assert.True(response.IsSuccessStatusCode);
        }

        Activity[] all = await spans.OfAsync(Trace, "PUT");
        Activity server = Assert.Single(all, span => span.Kind == ActivityKind.Server);
        Assert.Equal((Parent, "PUT"), (server.ParentSpanId.ToHexString(), server.OperationName));
        Assert.Equal(("/one", 201), (server.GetTagItem("url.path"), server.GetTagItem("http.response.status_code")));
        Activity run = Assert.Single(all, span => span.OperationName == "compose.run");
        Assert.Equal(server.SpanId, run.ParentSpanId);
        Assert.Equal(served.Host.Subject.Tenant, run.GetTagItem("compose.tenant"));
        Activity[] wires = [.. all.Where(span => span.OperationName == "compose.wire")];
        Assert.Contains(wires, wire => wire.GetTagItem("compose.consumer") is "notes" && wire.GetTagItem("compose.provider") is "memory");
        Assert.All(wires, wire => Assert.Equal(run.SpanId, wire.ParentSpanId));
    }

    [Fact]
    public async Task OutgoingRequest_HandsTheTraceOn()
    {
        using var spans = new Spans();
        await using Listening there = await Listening.StartAsync();
        await using Served served = await Served.StartAsync(subject: OutgoingTests.Plan($"http: {{ allow: ['127.0.0.1:{there.Port}'] }}"));
        string trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/get/127.0.0.1:{there.Port}/text");
        request.Headers.Add("traceparent", $"00-{trace}-{Parent}-01");
        using (await served.Client.SendAsync(request))
        {
        }

        Activity[] all = await spans.OfAsync(trace, "GET");
        Activity run = Assert.Single(all, span => span.OperationName == "compose.run");
        Activity client = Assert.Single(all, span => span.Kind == ActivityKind.Client);
        Assert.Equal(run.SpanId, client.ParentSpanId);
        Assert.Equal(200, client.GetTagItem("http.response.status_code"));
        Assert.Contains($"traceparent: 00-{trace}-{client.SpanId.ToHexString()}-01\r\n", there.Heads.Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Spans_OfAFailure_SayWhatItWas()
    {
        using var spans = new Spans();
        await using Served served = await Served.StartAsync();
        string trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/trap");
        request.Headers.Add("traceparent", $"00-{trace}-{Parent}-01");
        using (await served.Client.SendAsync(request))
        {
        }

        Activity[] all = await spans.OfAsync(trace, "GET");
        Assert.Equal("Exec.Trap", Assert.Single(all, span => span.OperationName == "compose.run").StatusDescription);
        Activity server = Assert.Single(all, span => span.Kind == ActivityKind.Server);
        Assert.Equal((ActivityStatusCode.Error, "500"), (server.Status, server.GetTagItem("error.type")));
    }

    /// <summary>Answers every request with 200 and keeps its head.</summary>
    private sealed class Listening : IAsyncDisposable
    {
        private readonly System.Net.Sockets.TcpListener _listener = new(IPAddress.Loopback, 0);
        private Task _answering = Task.CompletedTask;

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public ConcurrentQueue<string> Heads { get; } = [];

        public static Task<Listening> StartAsync()
        {
            var made = new Listening();
            made._listener.Start();
            made._answering = made.AnswerAsync();
            return Task.FromResult(made);
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task AnswerAsync()
        {
            while (true)
            {
                using System.Net.Sockets.TcpClient client = await _listener.AcceptTcpClientAsync();
                byte[] buffer = new byte[8_192];
                int count = await client.GetStream().ReadAsync(buffer);
                Heads.Enqueue(Encoding.Latin1.GetString(buffer, 0, count));
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"u8.ToArray());
            }
        }
    }

    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _stopped = [];
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == ComposeTracing.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        /// <summary>The spans of a trace, once that of the request has ended.</summary>
        public async Task<Activity[]> OfAsync(string trace, string server)
        {
            for (int i = 0; i < 200; i++)
            {
                Activity[] all = [.. _stopped.Where(span => span.TraceId.ToHexString() == trace)];
                if (all.Any(span => span.Kind == ActivityKind.Server && span.OperationName == server))
                {
                    return all;
                }

                await Task.Delay(20);
            }

            throw new InvalidOperationException("the span of the request has not ended");
        }

        public void Dispose() => _listener.Dispose();
    }
}
