using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Compose.Capabilities.Services;
using Compose.Capabilities.Std;
using Compose.Capabilities.Wasi.Http;
using Compose.Runtime;
using Compose.Secrets;

namespace Compose.Capabilities.Tests;

/// <summary>A token in a header becomes the secret on its way to an allowed host, and nowhere else.</summary>
public sealed class SecretHeaderTests : IAsyncDisposable
{
    private const string Secret = "hunter2-never-seen";
    private const int RequestDenied = 15;

    private static readonly InstancePath s_node = new("app");
    private static readonly SecretScope s_scope = new("tenant", Digest.Of("plan"u8), s_node, 0);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _heads = [];
    private readonly Heard _heard = new();
    private readonly Task _answering;
    private readonly SecretBroker _broker = new(new SecretBackends([new DevelopmentSecrets(new Dictionary<string, string> { ["api"] = Secret })]));
    private readonly Caller _caller;
    private readonly string _token;
    private string? _redirect;

    public SecretHeaderTests()
    {
        _listener.Start();
        _answering = AnswerAsync();
        _broker.Bind(s_scope, [new SecretGrant("api", "dev://api", SecretUse.Bearer) { Hosts = ["127.0.0.1"] }]);
        _token = _broker.Resolve(s_scope, "api").Text;
        _caller = NewCaller();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public void Header_ToAnAllowedHost_CarriesTheSecret()
    {
        Assert.Equal(200, Status(Send($"127.0.0.1:{Port}", "Bearer " + _token)));
        string head = Assert.Single(_heads);
        Assert.Contains($"authorization: Bearer {Secret}\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_token, head, StringComparison.Ordinal);
        Assert.Empty(_heard.Events);
    }

    [Theory]
    [InlineData("{0}", Secret)]
    [InlineData("st_ test_ {0};{0} end", "st_ test_ " + Secret + ";" + Secret + " end")]
    public void Header_WithTokensAmongOtherText_KeepsTheText(string pattern, string expected)
    {
        Assert.Equal(200, Status(Send($"127.0.0.1:{Port}", string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, _token))));
        Assert.Contains($"authorization: {expected}\r\n", Assert.Single(_heads), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Header_ToAnotherHost_IsRefused_AndNothingLeaves()
    {
        Value refused = Send($"localhost:{Port}", "Bearer " + _token);
        Assert.Equal(RequestDenied, refused.Err());
        Assert.Empty(_heads);
        ComposeEvent told = Assert.Single(_heard.Events);
        Assert.Equal(EventLevel.Warn, told.Level);
        Assert.Contains(("details", "the secret in a header may not be sent to this host"), told.Fields.Select(field => (field.Name, field.Text!)));
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(written, told);
        string json = Encoding.UTF8.GetString(written.WrittenSpan);
        Assert.DoesNotContain(Secret, json, StringComparison.Ordinal);
        Assert.DoesNotContain(_token, json, StringComparison.Ordinal);
    }

    [Fact]
    public void Redirect_ToAnotherHost_NeverCarriesIt()
    {
        _redirect = $"http://localhost:{Port}/elsewhere";
        Assert.Equal(302, Status(Send($"127.0.0.1:{Port}", "Bearer " + _token)));
        Assert.Single(_heads);

        // The transport follows nothing by itself; a guest that does asks again, by that host.
        Assert.Equal(RequestDenied, Send($"localhost:{Port}", "Bearer " + _token).Err());
        Assert.Single(_heads);
    }

    [Theory]
    [InlineData(SecretUse.Sign)]
    [InlineData(SecretUse.None)]
    public void Header_WithASecretOfAnotherUse_IsRefused(SecretUse use)
    {
        _broker.Bind(s_scope, [new SecretGrant("other", "dev://api", use) { Hosts = ["127.0.0.1"] }]);
        string token = _broker.Resolve(s_scope, "other").Text;
        Assert.Equal(RequestDenied, Send($"127.0.0.1:{Port}", token).Err());
        Assert.Empty(_heads);
    }

    [Fact]
    public void Header_WithATokenOfAnotherInstance_IsRefused()
    {
        SecretScope other = s_scope with { Instance = new InstancePath("other") };
        _broker.Bind(other, [new SecretGrant("api", "dev://api", SecretUse.Bearer) { Hosts = ["127.0.0.1"] }]);
        Assert.Equal(RequestDenied, Send($"127.0.0.1:{Port}", _broker.Resolve(other, "api").Text).Err());
        Assert.Empty(_heads);
    }

    [Fact]
    public void Fields_OfTheGuest_KeepTheToken()
    {
        Value fields = _caller.Call("wasi:http/types#[constructor]fields");
        _caller.Call("wasi:http/types#[method]fields.append", fields, Value.From("authorization"), Value.From(Encoding.UTF8.GetBytes(_token))).Ok();
        FieldList given = fields.AsObject<Fields>().List;
        HeaderSecrets filled = HeaderSecrets.Of(_broker, s_scope, "127.0.0.1", given);
        Assert.Equal(_token, Encoding.UTF8.GetString(given.Entries[0].Value));
        Assert.True(filled.TryGet(_token, out ReadOnlySpan<byte> value));
        Assert.Equal(Secret, Encoding.UTF8.GetString(value));
        filled.Dispose();
        byte[] left = value.ToArray();
        Assert.All(left, octet => Assert.Equal(0, octet));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        _broker.Dispose();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Caller NewCaller() => new(
        new NodeAuthority(s_node)
        {
            Http = HttpAuthority.Everything,
            Grants = new Dictionary<string, Grant>(StringComparer.Ordinal),
            Facilities = new HostFacilities { Secrets = _broker, Scope = s_scope },
        },
        HostServices.System(Streams.ClosedSource.Instance, Streams.ClosedSink.Instance, Streams.ClosedSink.Instance, Files.NoFiles.Instance) with
        {
            Observer = new Observer { Events = new EventLog(_heard, EventLevel.Trace) },
        });

    private Value Send(string authority, string value)
    {
        const string Types = "wasi:http/types#";
        Value fields = _caller.Call(Types + "[constructor]fields");
        _caller.Call(Types + "[method]fields.append", fields, Value.From("authorization"), Value.From(Encoding.UTF8.GetBytes(value))).Ok();
        Value request = _caller.Call(Types + "[constructor]outgoing-request", fields);
        _caller.Call(Types + "[method]outgoing-request.set-scheme", request, Value.Some(Value.Case(0))).Ok();
        _caller.Call(Types + "[method]outgoing-request.set-authority", request, Value.Some(Value.From(authority))).Ok();
        return _caller.Call("wasi:http/outgoing-handler#handle", request, Value.None);
    }

    private static int Status(Value sent)
    {
        var future = sent.Ok().AsObject<FutureIncomingResponse>();
        future.WaitAsync(CancellationToken.None).AsTask().Wait(TimeSpan.FromSeconds(10));
        (IncomingResponse? response, HttpFailure? failure) = future.Answer;
        Assert.Null(failure);
        return response!.Status;
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            byte[] buffer = new byte[8_192];
            int count = await client.GetStream().ReadAsync(buffer);
            _heads.Enqueue(Encoding.Latin1.GetString(buffer, 0, count));
            string answer = _redirect is null ? "HTTP/1.1 200 OK\r\n" : $"HTTP/1.1 302 Found\r\nlocation: {_redirect}\r\n";
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer + "content-length: 0\r\nconnection: close\r\n\r\n"));
        }
    }

    private sealed class Heard : IEventSink
    {
        public List<ComposeEvent> Events { get; } = [];

        public void Emit(ComposeEvent happened) => Events.Add(happened);
    }
}
