using System.Diagnostics;
using System.Net;
using System.Text;
using Compose.Testing;

namespace Compose.Host.Http.Tests;

/// <summary>What comes back of good handlers.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task Answer_ThatIsShort_HasItsLengthAndNamesInLowerCase()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\ncontent-type: text/plain\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\ncontent-length: 6\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToPipelinedRequests_ComesInOrder()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /tell/2 HTTP/1.1\r\nHost: x\r\nX-A: B\r\nConnection: close\r\n\r\n");
        Assert.Equal(2, answer.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Contains("hello\n", answer, StringComparison.Ordinal);
        Assert.Contains("/tell/2\nx\nx-a=B\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Type", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_IsToldAsItCame()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("GET /tell/%41%2f../b?q=%20&r HTTP/1.1\r\nHost: Example.com:81\r\nX-Two: 1\r\nx-two: 2\r\nTE: trailers\r\nUpgrade: h2c\r\nConnection: close\r\n\r\n");
        Assert.Contains("/tell/%41%2f../b?q=%20&r\nExample.com:81\n", answer, StringComparison.Ordinal);
        Assert.Contains("x-two=1\nx-two=2\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("host=", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("upgrade=", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfMegabytes_GoesThroughBothWays()
    {
        await using Served served = await Served.StartAsync();
        byte[] sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        HttpResponseMessage response = await served.Client.PostAsync("/echo", new ByteArrayContent(sent));
        Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Body_IsStreamed_PieceByPiece()
    {
        await using Served served = await Served.StartAsync();
        var limit = TimeSpan.FromMilliseconds(550);
        TimeSpan first = await Quickest.OfAsync(limit, async () =>
        {
            using HttpResponseMessage response = await served.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
            await using Stream body = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[64];
            Assert.Equal("tick\n", Encoding.ASCII.GetString(buffer, 0, await body.ReadAsync(buffer)));
        });
        Assert.True(first < limit, $"the first piece took {first}");

        long start = Stopwatch.GetTimestamp();
        Assert.Equal("tick\ntick\ntick\n", await served.Client.GetStringAsync("/events"));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(600), "all of it came at once");
    }

    [Fact]
    public async Task Body_IsEchoed_WhileItIsStillSent()
    {
        await using Served served = await Served.StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, served.Port);
        await socket.SendAsync("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"u8.ToArray());
        byte[] buffer = new byte[4_096];
        string got = string.Empty;
        while (!got.Contains("part", StringComparison.Ordinal))
        {
            int count = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(10));
            Assert.True(count > 0, got);
            got += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }

    [Fact]
    public async Task Trailers_GoBothWays()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("GET /trailers HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("5\r\nbody\n\r\n0\r\nx-sum: 42\r\n\r\n", answer, StringComparison.Ordinal);
        answer = await served.RawAsync(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nTrailer: x-t\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\nx-t: seen\r\n\r\n");
        Assert.Contains("abc", answer, StringComparison.Ordinal);
        Assert.Contains("x-t: seen\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expectation_OfContinue_IsMet_AndTheHeadAfterItIsInLowerCase()
    {
        await using Served served = await Served.StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, served.Port);
        await socket.SendAsync("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[4_096];
        int first = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\n", Encoding.ASCII.GetString(buffer, 0, first), StringComparison.Ordinal);
        await socket.SendAsync("abc"u8.ToArray());
        string answer = string.Empty;
        for (int count = first; count > 0; count = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(10)))
        {
            answer += Encoding.ASCII.GetString(buffer, 0, count);
        }

        Assert.Contains("\r\ncontent-type: text/plain\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("abc", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_WithoutBody_HasNone()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("GET /empty HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 204 No Content\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_HasTheLengthAndNoBody()
    {
        await using Served served = await Served.StartAsync();
        string answer = await served.RawAsync("HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("content-length: 6\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_IsThere_BeforeTheGuestIsDone()
    {
        await using Served served = await Served.StartAsync();
        await served.Client.GetStringAsync("/hello");
        var limit = TimeSpan.FromMilliseconds(350);
        TimeSpan took = await Quickest.OfAsync(limit, async () => Assert.Equal("answered\n", await served.Client.GetStringAsync("/after")));
        Assert.True(took < limit, $"it took {took}");
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
    }
}
