using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compose.Bench;

/// <summary>
/// Push and pull of a component of 50 MiB, of one of 25 KiB and of a plan with 100 components, whole processes, against
/// Debian's registry on loopback, beside oras by turns. Ours verifies what it sends as WebAssembly, and keeps what it pulls in a
/// store; oras sends and writes files.
/// </summary>
internal static class DistributionBench
{
    private const int Rounds = 7, Large = 50 << 20, Many = 100;

    public static void Run()
    {
        Console.WriteLine("distribution                          composectl       oras   ratio");
        if (Tools.Peer("docker-registry") is not { } program)
        {
            Console.WriteLine("  docker-registry is absent: tools/test-tools names what it obtains");
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
                string file = Path.Combine(folder, name + ".wasm");
                Measure(folder, host, name, [file], [file + ":application/wasm"], new FileInfo(file).Length);
            }

            MeasureMany(folder, host);
        }
        finally
        {
            registry.Kill();
            registry.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MeasureMany(string folder, string host)
    {
        byte[] greeter = File.ReadAllBytes(Path.Combine(folder, "small.wasm"));
        var plan = new StringBuilder("compose: 2\ncomponents:\n");
        var files = new List<string>(Many);
        for (int i = 0; i < Many; i++)
        {
            // A custom section makes each another component.
            string file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"c{i}.wasm"));
            File.WriteAllBytes(file, [.. greeter, 0, 4, 1, (byte)'n', (byte)i, 0]);
            files.Add(file + ":application/wasm");
            plan.Append(CultureInfo.InvariantCulture, $"  c{i}: {file}\n");
        }

        plan.Append("instances:\n");
        for (int i = 0; i < Many; i++)
        {
            plan.Append(CultureInfo.InvariantCulture, $"  c{i}: {{capabilities: {{environment: {{vars: {{GREETING: hello}}}}}}}}\n");
        }

        string path = Path.Combine(folder, "many.yaml");
        File.WriteAllText(path, plan.Append("exports: c0\n").ToString());
        Measure(folder, host, "many", [path], files, (long)Many * greeter.Length);
    }

    private static void Measure(string folder, string host, string name, IReadOnlyList<string> files, IReadOnlyList<string> layers, long bytes)
    {
        string? oras = Tools.Peer("oras");
        List<double> push = [], pull = [], orasPush = [], orasPull = [];
        for (int i = 0; i < Rounds; i++)
        {
            string ours = $"{host}/ours/{name}{i}:1", theirs = $"{host}/theirs/{name}{i}:1";
            push.Add(Time([Tools.Ours, "push", .. files, ours, "--json"]));
            pull.Add(Time([Tools.Ours, "pull", ours, "--json", "--store", Path.Combine(folder, $"store-{name}{i}")]));
            if (oras is not null)
            {
                orasPush.Add(Time([oras, "push", "--plain-http", "--disable-path-validation", theirs, .. layers]));
                orasPull.Add(Time([oras, "pull", "--plain-http", "--allow-path-traversal", theirs, "-o", Path.Combine(folder, $"oras-{name}{i}")]));
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
