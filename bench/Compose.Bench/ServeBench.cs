using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compose.Bench;

/// <summary>
/// Requests a second with a fresh instance for each, beside <c>wasmtime serve</c>, both under one <c>wrk</c> thread by
/// turns: a handler alone, and one composed of three components. <c>wrk</c> is a package of most systems.
/// </summary>
internal static class ServeBench
{
    private const int Seconds = 5;
    private const int Rounds = 3;
    private static readonly int[] s_connections = [1, 16, 64];

    public static void Run()
    {
        string? wrk = Tools.Peer("wrk");
        if (wrk is null)
        {
            Console.WriteLine("serve: there is no wrk");
            return;
        }

        Console.WriteLine("| requests a second | ours | Wasmtime | ours / Wasmtime |\n|---|---|---|---|");
        Between(wrk, "hello", Path.Combine(Tools.Root, "tests", "guests", "trial.wasm"));
        if (Compositions.Make("notes") is { } notes)
        {
            Between(wrk, "`notes`, three components", notes);
            Tracing(wrk, notes);
        }
    }

    /// <summary>
    /// What tracing costs: a span for each request, run and call across a wire, handed to an exporter whose collector is not
    /// there, beside the same server without.
    /// </summary>
    private static void Tracing(string wrk, string component)
    {
        const int Connections = 16;
        int port = FreePort(), tracedPort = FreePort();
        using var plain = new Server(port, Tools.Ours, "exec", "serve", "--port", $"{port}", component);
        using var traced = new Server(tracedPort, Tools.Ours, "exec", "serve", "--port", $"{tracedPort}", "--otlp", "http://127.0.0.1:9", component);
        Measure(wrk, port, Connections);
        Measure(wrk, tracedPort, Connections);
        var off = new List<Sample>();
        var on = new List<Sample>();
        for (int i = 0; i < Rounds; i++)
        {
            off.Add(Measure(wrk, port, Connections));
            on.Add(Measure(wrk, tracedPort, Connections));
        }

        double ratio = Contest.Median(on.Select(sample => sample.Rate)) / Contest.Median(off.Select(sample => sample.Rate));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `notes`, {Connections} connections, traced / not | {Text(on)} | {Text(off)} | {ratio:F2} |"));
    }

    private static void Between(string wrk, string name, string component)
    {
        int port = FreePort(), peerPort = FreePort();
        using var ours = new Server(port, Tools.Ours, "exec", "serve", "--port", $"{port}", component);
        string? wasmtime = Tools.Peer("wasmtime");
        using Server? peer = wasmtime is null ? null : new Server(peerPort, wasmtime, "serve", "-S", "cli=y", "--addr", $"127.0.0.1:{peerPort}", component);
        Measure(wrk, port, 16);
        foreach (int connections in s_connections)
        {
            var us = new List<Sample>();
            var them = new List<Sample>();
            for (int i = 0; i < Rounds; i++)
            {
                us.Add(Measure(wrk, port, connections));
                if (peer is not null)
                {
                    them.Add(Measure(wrk, peerPort, connections));
                }
            }

            double rate = Contest.Median(us.Select(sample => sample.Rate)), other = peer is null ? 0 : Contest.Median(them.Select(sample => sample.Rate));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name}, {connections} connections | {Text(us)} | {(peer is null ? "–" : Text(them))} | {(peer is null ? string.Empty : $"{rate / other:F2}")} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name}, peak memory | {ours.PeakMegabytes:F0} MB | {(peer is null ? "–" : $"{peer.PeakMegabytes:F0} MB")} | |"));
    }

    private static string Text(List<Sample> samples) => string.Create(CultureInfo.InvariantCulture,
        $"{Contest.Median(samples.Select(sample => sample.Rate)):N0}, p50 {Contest.Median(samples.Select(sample => sample.P50)):F2} ms, p99 {Contest.Median(samples.Select(sample => sample.P99)):F1} ms");

    private static Sample Measure(string wrk, int port, int connections)
    {
        var start = new ProcessStartInfo(wrk) { RedirectStandardOutput = true };
        foreach (string word in new[] { "-t1", $"-c{connections}", $"-d{Seconds}", "--latency", $"http://127.0.0.1:{port}/hello" })
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Sample(Number(output, "Requests/sec:"), Milliseconds(output, "50%"), Milliseconds(output, "99%"));
    }

    private static double Number(string output, string label) => double.Parse(After(output, label), CultureInfo.InvariantCulture);

    private static double Milliseconds(string output, string label)
    {
        string text = After(output, label);
        return text.EndsWith("us", StringComparison.Ordinal) ? double.Parse(text[..^2], CultureInfo.InvariantCulture) / 1000
            : text.EndsWith("ms", StringComparison.Ordinal) ? double.Parse(text[..^2], CultureInfo.InvariantCulture)
            : double.Parse(text[..^1], CultureInfo.InvariantCulture) * 1000;
    }

    private static string After(string output, string label)
    {
        int at = output.LastIndexOf(label, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException("wrk printed: " + output) : output[(at + label.Length)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private readonly record struct Sample(double Rate, double P50, double P99);

    /// <summary>A server process, ready when it takes connections.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Process _process;

        public Server(int port, string program, params string[] words)
        {
            var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string word in words)
            {
                start.ArgumentList.Add(word);
            }

            _process = Process.Start(start)!;
            _process.OutputDataReceived += static (_, _) => { };
            _process.ErrorDataReceived += static (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            for (int i = 0; i < 600; i++)
            {
                try
                {
                    using var client = new TcpClient();
                    client.Connect(IPAddress.Loopback, port);
                    return;
                }
                catch (SocketException)
                {
                    Thread.Sleep(100);
                }
            }

            throw new InvalidOperationException($"{program} does not listen");
        }

        public double PeakMegabytes
        {
            get
            {
                foreach (string line in File.ReadLines($"/proc/{_process.Id}/status"))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        return long.Parse(line.AsSpan(6, line.Length - 9).Trim(), CultureInfo.InvariantCulture) / 1024.0;
                    }
                }

                return 0;
            }
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
