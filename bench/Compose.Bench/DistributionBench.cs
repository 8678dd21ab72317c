using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compose.Bench;

/// <summary>
/// Push and pull of a component of 64 MiB and of one of 25 KiB, whole processes, against Debian's registry on loopback, beside
/// oras by turns. Ours verifies what it pulls and keeps it in a store; oras writes a file.
/// </summary>
internal static class DistributionBench
{
    private const int Rounds = 7, Large = 64 << 20;

    public static void Run()
    {
        Console.WriteLine("distribution                          composectl       oras   ratio");
        if (Tools.Peer("docker-registry") is not { } program)
        {
            Console.WriteLine("  docker-registry is absent: apt-get install docker-registry");
            return;
        }

        string folder = Directory.CreateTempSubdirectory("compose-bench-").FullName;
        string host = "127.0.0.1:" + FreePort().ToString(CultureInfo.InvariantCulture), config = Path.Combine(folder, "config.yml");
        File.WriteAllText(config, $"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\nhttp: {{addr: {host}}}\n");
        using Process registry = Process.Start(new ProcessStartInfo(program, ["serve", config]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        registry.BeginErrorReadLine();
        registry.BeginOutputReadLine();
        try
        {
            WaitFor(host);
            File.WriteAllBytes(Path.Combine(folder, "large.wasm"), Module(Large));
            File.Copy(Path.Combine(Tools.Root, "examples", "hello", "greeter.wasm"), Path.Combine(folder, "small.wasm"));
            foreach (string name in (string[])["large", "small"])
            {
                Measure(folder, host, name);
            }
        }
        finally
        {
            registry.Kill();
            registry.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string folder, string host, string name)
    {
        string? oras = Tools.Peer("oras");
        string file = Path.Combine(folder, name + ".wasm");
        long bytes = new FileInfo(file).Length;
        List<double> push = [], pull = [], orasPush = [], orasPull = [];
        for (int i = 0; i < Rounds; i++)
        {
            string ours = $"{host}/ours/{name}{i}:1", theirs = $"{host}/theirs/{name}{i}:1";
            push.Add(Time(Tools.Ours, "push", file, ours, "--json"));
            pull.Add(Time(Tools.Ours, "pull", ours, "--json", "--store", Path.Combine(folder, $"store-{name}{i}")));
            if (oras is not null)
            {
                orasPush.Add(Time(oras, "push", "--plain-http", "--disable-path-validation", theirs, file + ":application/wasm"));
                orasPull.Add(Time(oras, "pull", "--plain-http", "--allow-path-traversal", theirs, "-o", Path.Combine(folder, $"oras-{name}{i}")));
            }
        }

        Row($"push {name}", bytes, push, orasPush);
        Row($"pull {name}", bytes, pull, orasPull);
    }

    private static void Row(string what, long bytes, List<double> ours, List<double> theirs)
    {
        double mine = Median(ours);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"  {what,-34} {Figure(bytes, mine),11}"));
        Console.WriteLine(theirs.Count == 0 ? "     absent" : string.Create(CultureInfo.InvariantCulture, $"{Figure(bytes, Median(theirs)),11} {mine / Median(theirs),7:0.00}"));
    }

    /// <summary>Megabytes a second for what is large; milliseconds for what is not.</summary>
    private static string Figure(long bytes, double milliseconds) => bytes > 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3 / milliseconds:0} MB/s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms");

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static double Time(params string[] command)
    {
        Spawn.Run run = Spawn.Measure(command);
        return run.ExitCode == 0 ? run.Milliseconds : throw new InvalidOperationException($"{string.Join(' ', command)}: {run.Error}{run.Output}");
    }

    /// <summary>A core module with a custom section of noise.</summary>
    private static byte[] Module(int noise)
    {
        var bytes = new byte[8 + 1 + 5 + 2 + noise];
        "\0asm\u0001\0\0\0"u8.CopyTo(bytes);
        uint size = (uint)(noise + 2);
        for (int i = 0; i < 5; i++)
        {
            bytes[9 + i] = (byte)((size >> (7 * i) & 0x7f) | (i < 4 ? 0x80u : 0));
        }

        bytes[14] = 1;
        bytes[15] = (byte)'n';
        new Random(7).NextBytes(bytes.AsSpan(16));
        return bytes;
    }

    private static void WaitFor(string host)
    {
        using var http = new HttpClient();
        for (int i = 0; ; i++)
        {
            try
            {
                http.GetAsync(new Uri($"http://{host}/v2/")).GetAwaiter().GetResult().Dispose();
                return;
            }
            catch (HttpRequestException) when (i < 200)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
