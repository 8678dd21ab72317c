using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Compose.Testing;

namespace Compose.Distribution.Tests;

/// <summary>Debian's docker-registry on loopback, in a folder of its own; and the independent clients wkg and oras.</summary>
public sealed class RealRegistry : IDisposable
{
    private Process? _process;

    public string Folder { get; } = Directory.CreateTempSubdirectory().FullName;

    /// <summary>The registry's <c>host:port</c>; started when it is first asked for. Skips the test where the program is absent.</summary>
    public string Require()
    {
        if (_process is not null)
        {
            return Host;
        }

        string program = IndependentTool.Require("docker-registry");
        Host = "127.0.0.1:" + FreePort();
        string config = Path.Combine(Folder, "config.yml");
        File.WriteAllText(config, $"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {Folder}/data}}, delete: {{enabled: true}}}}\nhttp: {{addr: {Host}}}\n");
        _process = Process.Start(new ProcessStartInfo(program, ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient();
        for (int i = 0; i < 200; i++)
        {
            try
            {
                http.GetAsync(new Uri($"http://{Host}/v2/")).GetAwaiter().GetResult().Dispose();
                return Host;
            }
            catch (HttpRequestException)
            {
                Thread.Sleep(50);
            }
        }

        throw new InvalidOperationException("docker-registry does not answer");
    }

    private string Host { get; set; } = string.Empty;

    public static string Oras() => IndependentTool.Require("oras");

    public static string Wkg() => SharedData.RequireTool("wkg");

    /// <summary>Runs a client in the folder; its output.</summary>
    public string Run(string program, params string[] arguments) => RunIn(Folder, program, arguments);

    /// <summary>Runs a client; its output.</summary>
    public string RunIn(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        start.Environment["HOME"] = Folder;
        start.Environment["DOCKER_CONFIG"] = Folder;
        (int exitCode, string output, string error) = IndependentTool.Run(start);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}{output}");
        return output;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
