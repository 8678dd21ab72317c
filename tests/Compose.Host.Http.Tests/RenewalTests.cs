using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Compose.Exec;
using Compose.Secrets;
using Compose.Testing;

namespace Compose.Host.Http.Tests;

/// <summary>A guest that leaves in the host what it can finds nothing of it in the next request, although its instance is the same.</summary>
public sealed class RenewalTests
{
    private const string Denied = "1";

    [Fact]
    public async Task NothingThatARequestLeftInTheHost_IsThereForTheNext()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using SecretBroker broker = Broker();
        await using Served served = await Served.StartAsync(Options(broker, reuse: 1), subject: Plan(port));
        Dictionary<string, string> first = await AskAsync(served, $"/look/{port}?");
        Assert.Equal(("1", "0", Denied, "0"), (first["requests"], first["blobs"], first["connect"], first["token"]));
        for (int i = 0; i < 3; i++)
        {
            Dictionary<string, string> left = await AskAsync(served, $"/leave/{port}");
            Assert.Equal(("1", "-1"), (left["requests"], left["connect"]));
            Dictionary<string, string> found = await AskAsync(served, $"/look/{port}?{left["token"]}");
            Assert.Equal(("1", "0", Denied, "0"), (found["requests"], found["blobs"], found["connect"], found["token"]));
            Assert.Equal(first["handle"], found["handle"]);
            Assert.NotEqual(first["seed"], found["seed"]);
        }

        // The clock begins with the request: how long ago another one was answered does not show.
        await Task.Delay(1_500);
        Dictionary<string, string> last = await AskAsync(served, $"/look/{port}?");
        Assert.True(long.Parse(last["milliseconds"], CultureInfo.InvariantCulture) < 1_000, $"the clock shows {last["milliseconds"]} ms");
        if (OperatingSystem.IsLinux())
        {
            Assert.True(served.Count("compose.instances.renewed") >= 7, $"{served.Count("compose.instances.renewed")} renewals");
        }
    }

    /// <summary>That the guest above would find what was left, where an instance keeps its state on request.</summary>
    [Fact]
    public async Task WhatARequestLeft_IsThere_WhereTheInstanceIsReused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using SecretBroker broker = Broker();
        await using Served served = await Served.StartAsync(Options(broker, reuse: 100), subject: Plan(port));
        Dictionary<string, string> first = await AskAsync(served, $"/look/{port}?");
        Dictionary<string, string> left = await AskAsync(served, $"/leave/{port}");
        Dictionary<string, string> found = await AskAsync(served, $"/look/{port}?{left["token"]}");
        Assert.Equal(("3", "1", "-1", "1"), (found["requests"], found["blobs"], found["connect"], found["token"]));
        Assert.Equal(first["seed"], found["seed"]);
        Assert.NotEqual(first["handle"], found["handle"]);
    }

    private static ComponentHostOptions Options(SecretBroker broker, int reuse) =>
        new() { MaxInstances = 1, Reuse = reuse, Exec = new ExecOptions { Secrets = broker } };

    private static SecretBroker Broker() => new(new SecretBackends([new DevelopmentSecrets(new Dictionary<string, string> { ["key"] = "hunter2" })]));

    private static async Task<Dictionary<string, string>> AskAsync(Served served, string path) =>
        (await served.Client.GetStringAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(line => line[0], line => line[1]);

    private static ExecSubject Plan(int port)
    {
        string folder = Directory.CreateTempSubdirectory("serve").FullName;
        try
        {
            File.Copy(Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", "keeper.wasm"), Path.Combine(folder, "keeper.wasm"));
            string path = Path.Combine(folder, "plan.yaml");
            File.WriteAllText(path, $$"""
                compose: 2
                name: keeper
                components: { main: keeper.wasm }
                secrets: { key: 'dev://key' }
                instances:
                  main:
                    secrets: { key: key }
                    capabilities:
                      secrets:
                      sys:compose:
                      clocks:
                      random:
                      sockets: { connect: ['localhost:{{port}}'], lookup: [localhost] }
                """);
            return Served.Load(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
