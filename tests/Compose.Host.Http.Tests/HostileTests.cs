using System.Net;
using System.Text.Json.Nodes;
using Compose.Testing;

namespace Compose.Host.Http.Tests;

/// <summary>Handlers that fail, hang or attack: their request ends in a defined way, and the next one is answered.</summary>
public sealed class HostileTests
{
    public static TheoryData<string, string, int, string?> Failures
    {
        get
        {
            var data = new TheoryData<string, string, int, string?>();
            foreach (TheoryDataRow<string> engine in TestEngines.All)
            {
                foreach ((string path, int status, string? code) in s_failures)
                {
                    data.Add(engine.Data, path, status, code);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> AllEngines => TestEngines.All;

    private static readonly (string Path, int Status, string? Code)[] s_failures =
    [
        ("/trap", 500, "Exec.Trap"),
        ("/dive", 500, "Exec.Trap"),
        ("/hog", 500, "Exec.ResourceExhausted"),
        ("/none", 500, "Exec.Trap"),
        ("/drop", 500, "Exec.Trap"),
        ("/error", 502, null),
        ("/spin", 504, "Exec.Timeout"),
        ("/sleep", 504, "Exec.Timeout"),
        ("/fields", 500, "Exec.ResourceExhausted"),
        ("/handles", 500, "Exec.ResourceExhausted"),
        ("/unfinished", 500, "Exec.Trap"),
        ("/short", 500, "Exec.Trap"),
        ("/long", 500, "Exec.Trap"),
        ("/lengths", 500, "Exec.Trap"),
        ("/status", 500, "Exec.Trap"),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Guest_ThatFails_IsAProblem_AndTheServerGoesOn(string engine, string path, int status, string? code)
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { RequestTimeout = TimeSpan.FromSeconds(1.5) }, engine: engine);

        // What is compiled on the first call may take so long that an answer has begun before it fails.
        await served.RawAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        using HttpResponseMessage response = await served.Client.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.Equal(code, problem["code"]?.GetValue<string>());
        Assert.NotNull(problem["title"]);
        Assert.Contains(served.Events, happened => happened.Path == path && happened.Status == status);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
        Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
    }

    [Fact]
    public async Task Guest_ThatDropsItsOutparam_IsAnsweredAtOnce()
    {
        await using Served served = await Served.StartAsync();
        await served.Client.GetStringAsync("/hello");
        var limit = TimeSpan.FromMilliseconds(180);
        TimeSpan took = await Quickest.OfAsync(limit, async () =>
        {
            using HttpResponseMessage response = await served.Client.GetAsync("/drop");
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        });
        Assert.True(took < limit, $"it took {took}");
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Guest_ThatTrapsInTheMiddle_BreaksItsAnswerOff(string engine)
    {
        await using Served served = await Served.StartAsync(engine: engine);
        string answer = await served.RawAsync("GET /late-trap HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("part", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n", answer, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => served.Client.GetStringAsync("/late-trap"));
        Assert.Contains(served.Events, happened => happened is { What: "trap", Status: 0 });
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Guest_ThatStreamsForever_IsStoppedAtItsLimit(string engine)
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { MaxResponseBytes = 1_000_000 }, engine: engine);
        using HttpResponseMessage response = await served.Client.GetAsync("/forever", HttpCompletionOption.ResponseHeadersRead);
        var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.CopyToAsync(got));
        Assert.InRange(got.Length, 1, 1_000_000);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task Guest_ThatStreamsForever_EndsWithItsClient()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { RequestTimeout = null });
        using (HttpResponseMessage response = await served.Client.GetAsync("/forever", HttpCompletionOption.ResponseHeadersRead))
        {
            byte[] some = new byte[100_000];
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(some);
        }

        await WaitUntil(() => served.Host.InFlight == 0);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Guest_ThatSleeps_EndsWithItsClient(string engine)
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { RequestTimeout = null }, engine: engine);
        using var leave = new CancellationTokenSource(400);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => served.Client.GetStringAsync("/sleep", leave.Token));
        await WaitUntil(() => served.Host.InFlight == 0);
    }

    [Fact]
    public async Task Guests_ThatSpin_HoldNobodyUp()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
        await served.Client.GetStringAsync("/hello");
        Task<HttpResponseMessage>[] spinning = [.. Enumerable.Range(0, 6).Select(_ => served.Client.GetAsync("/spin"))];
        await Task.Delay(200);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
        Assert.DoesNotContain(spinning, task => task.IsCompleted);
        Assert.All(await Task.WhenAll(spinning), response => Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode));
    }

    [Fact]
    public async Task Guests_ThatSleep_TakeNoProcessor()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { RequestTimeout = TimeSpan.FromSeconds(2) });
        Task<HttpResponseMessage>[] sleeping = [.. Enumerable.Range(0, 40).Select(_ => served.Client.GetAsync("/sleep"))];
        await Task.Delay(300);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
        Assert.All(await Task.WhenAll(sleeping), response => Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode));
    }

    [Fact]
    public async Task Requests_BeyondTheQueue_AreTurnedAway()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { MaxInstances = 1, MaxQueue = 1, RequestTimeout = TimeSpan.FromSeconds(1) });
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => served.Client.GetAsync("/sleep")));
        HttpResponseMessage refused = responses.First(response => response.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(served.Count("compose.http.requests.refused") >= 3);
    }

    [Fact]
    public async Task Body_LargerThanAllowed_IsRefused()
    {
        await using Served served = await Served.StartAsync(server: new ComponentServerOptions { MaxRequestBytes = 1_000 });
        using HttpResponseMessage response = await served.Client.PostAsync("/echo", new ByteArrayContent(new byte[5_000]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        string answer = await served.RawAsync("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + new string('x', 2_000) + "\r\n0\r\n\r\n");
        Assert.DoesNotContain(new string('x', 1_500), answer, StringComparison.Ordinal);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [InlineData("GET /hello HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "400")]
    [InlineData("GET /hello HTTP/1.1\r\nHost: x\r\nx-a: \0\r\n\r\n", "400")]
    [InlineData("GET /hello HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /hello HTTP/3.7\r\nHost: x\r\n\r\n", "505")]
    [InlineData("\u0016\u0003\u0001 TLS where there is none\r\n\r\n", "400")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "")]
    [InlineData("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1")]
    public async Task Request_ThatIsMalformed_IsRefusedBeforeAnyGuest(string request, string status)
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync(request);
        Assert.Contains(status, answer.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        for (int i = 0; i < 200 && !condition(); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(condition());
    }
}
