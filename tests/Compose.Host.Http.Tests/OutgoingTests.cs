using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Compose.Host.Http.Tests;

/// <summary>A handler that sends requests of its own, within its grant.</summary>
public sealed class OutgoingTests
{
    [Fact]
    public async Task Request_WithinTheGrant_IsSent_AndNoOther()
    {
        await using WebApplication there = await OriginAsync();
        int port = new Uri(there.Urls.First()).Port;
        await using Served served = await Served.StartAsync(subject: Plan($"http: {{ allow: ['127.0.0.1:{port}'] }}"));
        Assert.Equal("from there", await served.Client.GetStringAsync($"/get/127.0.0.1:{port}/text"));
        await IsDenied(served, $"/get/127.0.0.1:{port + 1}/text");
        await IsDenied(served, $"/get/localhost:{port}/text");
        await IsDenied(served, $"/get/127.0.0.2:{port}/text");

        // A redirect is an answer: whoever follows it asks again, and is refused.
        using HttpResponseMessage redirect = await served.Client.GetAsync($"/get/127.0.0.1:{port}/away");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        await IsDenied(served, "/get/169.254.169.254/latest");

        // An address in another spelling is the same address, and a name with user information is none.
        Assert.Equal("from there", await served.Client.GetStringAsync($"/get/0x7f.1:{port}/text"));
        using HttpResponseMessage user = await served.Client.GetAsync($"/get/127.0.0.1:{port}@evil.example/text");
        Assert.Equal("refused\n", await user.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Request_OfAnotherMethodThanGranted_IsDenied()
    {
        await using WebApplication there = await OriginAsync();
        int port = new Uri(there.Urls.First()).Port;
        await using Served served = await Served.StartAsync(subject: Plan($"http: {{ allow: ['127.0.0.1:{port}'], methods: [POST] }}"));
        await IsDenied(served, $"/get/127.0.0.1:{port}/text");
        await using Served other = await Served.StartAsync(subject: Plan($"http: {{ allow: ['http://127.0.0.1:{port}'], methods: GET, headers: [x-*] }}"));
        Assert.Equal("from there", await other.Client.GetStringAsync($"/get/127.0.0.1:{port}/text"));
    }

    [Fact]
    public async Task Bodies_BeyondTheGrantsBytes_EndTheGuest()
    {
        await using WebApplication there = await OriginAsync();
        int port = new Uri(there.Urls.First()).Port;
        await using Served served = await Served.StartAsync(subject: Plan($"http: {{ allow: ['127.0.0.1:{port}'], bytes: 100000 }}"));
        Assert.Equal("from there", await served.Client.GetStringAsync($"/get/127.0.0.1:{port}/text"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => (await served.Client.GetAsync($"/get/127.0.0.1:{port}/large")).EnsureSuccessStatusCode());
        Assert.Contains(served.Events, happened => happened is { What: "limit", Error: { } error } && error.Code == ErrorCodes.Exec.ResourceExhausted);

        // The next request has a budget of its own.
        Assert.Equal("from there", await served.Client.GetStringAsync($"/get/127.0.0.1:{port}/text"));
    }

    [Fact]
    public async Task Request_WithoutAGrant_IsDenied()
    {
        await using Served served = await Served.StartAsync(subject: Plan("clocks"));
        await IsDenied(served, "/get/127.0.0.1:80/");
    }

    [Fact]
    public async Task Body_OfMegabytes_PassesThrough()
    {
        await using WebApplication there = await OriginAsync();
        int port = new Uri(there.Urls.First()).Port;
        await using Served served = await Served.StartAsync(subject: Plan("http: { allow: ['http://*:*'] }"));
        byte[] got = await served.Client.GetByteArrayAsync($"/get/127.0.0.1:{port}/large");
        Assert.Equal(2_000_000, got.Length);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsAFailureOfTheGuestsOwn()
    {
        await using Served served = await Served.StartAsync(subject: Plan("http: { allow: ['127.0.0.1:*'] }"));
        using HttpResponseMessage response = await served.Client.GetAsync("/get/127.0.0.1:1/x");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("failed\n", await response.Content.ReadAsStringAsync());
    }

    private static async Task IsDenied(Served served, string path)
    {
        using HttpResponseMessage response = await served.Client.GetAsync(path);
        Assert.Equal("denied\n", await response.Content.ReadAsStringAsync());
    }

    internal static Exec.ExecSubject Plan(string capability)
    {
        string folder = Directory.CreateTempSubdirectory("serve").FullName;
        try
        {
            string path = Path.Combine(folder, "plan.yaml");
            File.Copy(Served.Trial, Path.Combine(folder, "trial.wasm"));
            File.WriteAllText(path, $"compose: 2\nname: trial\ncomponents: {{ main: trial.wasm }}\ninstances:\n  main:\n    capabilities:\n      {(capability.Contains(':', StringComparison.Ordinal) ? capability : capability + ": {}")}\n");
            return Served.Load(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WebApplication> OriginAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        application.MapGet("/text", () => "from there");
        application.MapGet("/away", () => Results.Redirect("http://169.254.169.254/latest"));
        application.MapGet("/large", () => Results.Bytes(new byte[2_000_000]));
        await application.StartAsync();
        return application;
    }
}
