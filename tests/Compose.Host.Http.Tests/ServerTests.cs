using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compose.Exec;
using Compose.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Compose.Host.Http.Tests;

/// <summary>Protocols, the end, other plans, those who watch, and a host within somebody else's application.</summary>
public sealed class ServerTests
{
    [Fact]
    public async Task Http2_ByPriorKnowledge_IsOnTheSamePort()
    {
        await using Served served = await Served.StartAsync();
        using HttpResponseMessage response = await served.Client.SendAsync(Two("/tell/x"));
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Contains("/tell/x\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage trailers = await served.Client.SendAsync(Two("/trailers"));
        Assert.Equal("body\n", await trailers.Content.ReadAsStringAsync());
        Assert.Equal("42", Assert.Single(trailers.TrailingHeaders.GetValues("x-sum")));
        Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => Assert.Equal(200, (int)(await served.Client.SendAsync(Two("/once"))).StatusCode)));

        static HttpRequestMessage Two(string path) =>
            new(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    [Fact]
    public async Task Tls_OffersBothVersions()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        await using Served served = await Served.StartAsync(server: new ComponentServerOptions { Certificate = certificate });
        Assert.StartsWith("https://", served.Server.Address, StringComparison.Ordinal);
        foreach (Version version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/hello") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage response = await served.Client.SendAsync(message);
            Assert.Equal(version, response.Version);
            Assert.Equal("hello\n", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Stop_AnswersWhatIsUnderWay()
    {
        await using Served served = await Served.StartAsync();
        Task<string> slow = served.Client.GetStringAsync("/events");
        await Task.Delay(150);
        Task<bool> stop = served.Server.StopAsync();
        Assert.Equal("tick\ntick\ntick\n", await slow);
        Assert.True(await stop);
    }

    [Fact]
    public async Task Stop_EndsWhatTakesTooLong()
    {
        await using Served served = await Served.StartAsync(
            new ComponentHostOptions { RequestTimeout = null }, new ComponentServerOptions { DrainTime = TimeSpan.FromMilliseconds(300) });
        Task<HttpResponseMessage> stuck = served.Client.GetAsync("/sleep");
        await Task.Delay(150);
        Assert.False(await served.Server.StopAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<Exception>(async () => (await stuck).EnsureSuccessStatusCode());
    }

    [Fact]
    public async Task Replace_UnderLoad_LosesNoRequest()
    {
        await using Served served = await Served.StartAsync();
        using var enough = new CancellationTokenSource();
        Task<int>[] load = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            int count = 0;
            while (!enough.IsCancellationRequested)
            {
                Assert.Equal("new\n", await served.Client.GetStringAsync("/once", CancellationToken.None));
                count++;
            }

            return count;
        }))];
        for (int i = 0; i < 5; i++)
        {
            await Task.Delay(60);
            served.Host.Replace(Served.Load(Served.Trial, "random"));
        }

        await enough.CancelAsync();
        Assert.True((await Task.WhenAll(load)).Sum() > 20);
        Assert.Equal(5, served.Events.Count(happened => happened.What == "reload"));
    }

    [Fact]
    public async Task Watch_ServesWhatAPlanHasBecome_AndKeepsServingWhenItIsBroken()
    {
        string folder = Directory.CreateTempSubdirectory("serve").FullName;
        try
        {
            string plan = Path.Combine(folder, "plan.yaml");
            File.Copy(Served.Trial, Path.Combine(folder, "trial.wasm"));
            await File.WriteAllTextAsync(plan, "compose: 2\nname: a\ncomponents: { main: trial.wasm }\n");
            await using Served served = await Served.StartAsync(subject: Served.Load(plan));
            using var watcher = new PlanWatcher(served.Host, () => Served.Load(plan), Timeout.InfiniteTimeSpan);
            watcher.Check(isForced: false);
            Assert.DoesNotContain(served.Events, happened => happened.What == "reload");

            await File.WriteAllTextAsync(plan, "compose: 2\nname: a\ncomponents: { main: trial.wasm }\ninstances: { main: { capabilities: { http: { allow: ['127.0.0.1:*'] } } } }\n");
            watcher.Check(isForced: false);
            Assert.Single(served.Events, happened => happened.What == "reload");

            await File.WriteAllTextAsync(plan, "compose: 2\nname: [");
            watcher.Check(isForced: false);
            watcher.Check(isForced: false);
            Assert.Single(served.Events, happened => happened.What == "reload-failed");
            Assert.Equal("hello\n", await served.Client.GetStringAsync("/hello"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Admin_TellsHealthReadinessAndCounts()
    {
        await using Served served = await Served.StartAsync(server: new ComponentServerOptions { Admin = new IPEndPoint(IPAddress.Loopback, 0) });
        using var admin = new HttpClient { BaseAddress = new Uri(served.Server.AdminAddress!) };
        await served.Client.GetStringAsync("/hello");
        using (await served.Client.GetAsync("/trap"))
        {
        }

        Assert.Equal("ok\n", await admin.GetStringAsync("/healthz"));
        Assert.Equal("ready\n", await admin.GetStringAsync("/readyz"));
        string metrics = await admin.GetStringAsync("/metrics");
        string tenant = $"tenant=\"{served.Host.Subject.Tenant}\"";
        Assert.Contains($"compose_http_requests_total{{status=\"2xx\",{tenant}}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"compose_http_requests_total{{status=\"5xx\",{tenant}}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"compose_traps_total{{code=\"Exec.Trap\",{tenant}}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"compose_http_request_duration_seconds_bucket{{status=\"2xx\",{tenant},le=\"+Inf\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"compose_instances_idle{{component=\"trial.wasm\",{tenant}}} ", metrics, StringComparison.Ordinal);
        Assert.Contains("compose_host_calls_total{instance=\"main\",interface=\"wasi:http/types\",", metrics, StringComparison.Ordinal);
        using HttpResponseMessage absent = await served.Client.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        served.Host.BeginDrain();
        using HttpResponseMessage draining = await admin.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, draining.StatusCode);
    }

    [Fact]
    public async Task Component_IsAnEndpointAmongOthers()
    {
        using var host = new ComponentHost(Served.Engine, Served.Load(Served.Trial));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication application = builder.Build();
        application.MapComponent("/tell", host);
        application.MapGet("/own", () => "mine");
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        Assert.Equal("mine", await client.GetStringAsync("/own"));
        Assert.StartsWith("/tell/a?b\n", await client.GetStringAsync("/tell/a?b"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/hello")).StatusCode);
    }

    [Fact]
    public void Host_OfAComponentThatAnswersNoRequests_SaysWhatItExports()
    {
        string path = Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", "c-filter.wasm");
        var failure = Assert.Throws<ComposeException>(() => new ComponentHost(Served.Engine, Served.Load(path)));
        Assert.Equal(ErrorCodes.Exec.MissingExport, failure.Error.Code);
        Assert.Contains("demo:app/filter", failure.Error.Hint, StringComparison.Ordinal);
    }
}
