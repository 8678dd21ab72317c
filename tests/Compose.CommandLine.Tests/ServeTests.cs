using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Compose.Testing;

namespace Compose.CommandLine.Tests;

/// <summary>
/// <c>exec serve</c> and outgoing HTTP through the published program: the shared web application with the checker that
/// ships beside it, and the fetcher against a server of the test's own.
/// </summary>
public sealed class ServeTests
{
    private static readonly Lazy<Dictionary<string, bool>> s_results = new(RunChecker);

    public static TheoryData<string> Cases
    {
        get
        {
            string? folder = SharedData.Find("guests/cases-http/notes");
            return folder is null
                ? ["(absent)"]
                : [.. Directory.EnumerateFiles(folder, "*.request.txt").Select(path => Path.GetFileName(path)[..^".request.txt".Length]).Order(StringComparer.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Notes_ServedByComposectl_AnswerAsTheyMust(string name)
    {
        SharedData.Require("guests/cases-http/notes");
        Assert.True(s_results.Value[name]);
    }

    [Fact]
    public void Fetcher_ReachesThePeerItWasGranted_AndNoOther()
    {
        using var there = new Loopback();
        string grant = $"wasi:http{{allow: 127.0.0.1:{there.Port}}}";
        (int code, string output) = Fetch(grant, $"127.0.0.1:{there.Port}", "/text");
        Assert.Equal("status 200\ncontent-type: text/plain\n6 bytes\nhello\n", output);
        Assert.Equal(0, code);
        Assert.Contains("GET /text HTTP/1.1", there.LastRequest, StringComparison.Ordinal);
        Assert.Contains("x-demo: 1", there.LastRequest, StringComparison.Ordinal);

        (code, output) = Fetch(grant, $"127.0.0.1:{there.Port}", "/away");
        Assert.StartsWith("status 302\n", output, StringComparison.Ordinal);
        Assert.Equal(0, code);
        foreach (string other in new[] { $"127.0.0.1:{there.Port + 1}", $"localhost:{there.Port}", "other.example", $"127.0.0.2:{there.Port}" })
        {
            (code, output) = Fetch(grant, other, "/");
            Assert.Equal("refused: ErrorCode::HttpRequestDenied\n", output);
            Assert.Equal(1, code);
        }
    }

    [Fact]
    public void Fetcher_GrantedEverything_FailsWhereNobodyListens()
    {
        using var there = new Loopback();
        int port = there.Port;
        there.Dispose();
        (int code, string output) = Fetch("http", $"127.0.0.1:{port}", "/");
        Assert.StartsWith("failed: ErrorCode::ConnectionRefused", output, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    private static (int Code, string Output) Fetch(string grant, string authority, string path) =>
        Run(Checkout.Program, "exec", "run", "--cap", grant, Path.Combine(Checkout.Root, "tests", "guests", "fetcher.wasm"), "GET", authority, path);

    private static (int Code, string Output) Run(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Length > 0 ? output : errors.Result);
    }

    private static Dictionary<string, bool> RunChecker()
    {
        SharedData.RequireTool("wac");
        (_, string output) = Run(
            "python3", SharedData.Require("guests/check-http"), "--only", "notes", "--", Checkout.Program, "exec", "serve", "--port", "{port}", "{wasm}");
        var results = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            int slash = line.IndexOf("notes/", StringComparison.Ordinal);
            if (slash > 0)
            {
                results[line[(slash + "notes/".Length)..]] = line.StartsWith("ok", StringComparison.Ordinal);
            }
        }

        Assert.True(results.Count > 0, "the checker printed no result: " + output);
        return results;
    }

    /// <summary>A server of a few lines: a text, and a redirect to elsewhere.</summary>
    private sealed class Loopback : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Loopback()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Task.Run(AnswerAsync);
        }

        public int Port { get; }

        public string LastRequest { get; private set; } = string.Empty;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync()
        {
            byte[] buffer = new byte[8_192];
            try
            {
                while (true)
                {
                    using Socket socket = await _listener.AcceptSocketAsync();
                    string request = string.Empty;
                    while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
                    {
                        int count = await socket.ReceiveAsync(buffer);
                        if (count == 0)
                        {
                            break;
                        }

                        request += Encoding.ASCII.GetString(buffer, 0, count);
                    }

                    LastRequest = request;
                    await socket.SendAsync(Encoding.ASCII.GetBytes(request.StartsWith("GET /away", StringComparison.Ordinal)
                        ? "HTTP/1.1 302 Found\r\nlocation: http://other.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 6\r\nconnection: close\r\n\r\nhello\n"));
                }
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The test is over.
            }
        }
    }
}
