namespace Compose.Host.Http.Tests;

/// <summary>A request finds an instance in its first state, whatever was before.</summary>
public sealed class InstanceTests
{
    [Fact]
    public async Task Instance_IsAsNew_ForEveryRequest()
    {
        await using Served served = await Served.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
            Assert.Equal("clean\n", await served.Client.GetStringAsync("/left"));
        }

        if (OperatingSystem.IsLinux())
        {
            Assert.True(served.Count("compose.instances.renewed") >= 30, $"{served.Count("compose.instances.renewed")} renewals");
        }
    }

    [Fact]
    public async Task Instance_IsAsNew_UnderManyConnections()
    {
        await using Served served = await Served.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            for (int i = 0; i < 25; i++)
            {
                Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
                Assert.Equal("clean\n", await served.Client.GetStringAsync("/left"));
            }
        }));
        Assert.Equal(0, served.Host.InFlight);
    }

    [Fact]
    public async Task Instance_IsReused_AsOftenAsAsked()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { Reuse = 3, MaxInstances = 1 });
        string all = string.Empty;
        for (int i = 0; i < 7; i++)
        {
            all += (await served.Client.GetStringAsync("/once")).Trim() + " ";
        }

        Assert.Equal("new used used new used used new ", all);
    }

    [Fact]
    public async Task Instance_OfADeterministicRun_IsMadeFromNothing()
    {
        await using Served served = await Served.StartAsync(new ComponentHostOptions { Exec = new Exec.ExecOptions { StrictSeed = new byte[8] } });
        Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
        Assert.Equal("new\n", await served.Client.GetStringAsync("/once"));
        Assert.Equal(0, served.Count("compose.instances.renewed"));
    }
}
