using Compose.Testing;
namespace Compose.Exec.Tests;

/// <summary>A guest of another compiler on sockets, under grants as the command line and plans write them.</summary>
public sealed class NetworkTests
{
    public static TheoryData<string> AllEngines => TestEngines.All;

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Send_ToTheGrantedPeer_PrintsWhatItSent(string engine)
    {
        using var server = new EchoServer();
        GuestOutcome outcome = Send(engine, $"wasi:sockets{{connect: 127.0.0.1:{server.Port}}}", "127.0.0.1", server.Port);
        Assert.Equal(("loopback\n", 0, 1), (outcome.Output, outcome.Result.ExitCode, server.Accepted));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Send_ToAName_NeedsTheNameNotItsAddress(string engine)
    {
        using var server = new EchoServer();
        Assert.Equal("loopback\n", Send(engine, $"sockets{{connect: localhost:{server.Port}}}", "localhost", server.Port).Output);
        Assert.Equal("connect: PermissionDenied\n", Send(engine, $"sockets{{connect: localhost:{server.Port}}}", "127.0.0.1", server.Port).Output);
        Assert.Equal("connect: PermissionDenied\n", Send(engine, $"sockets{{connect: 127.0.0.1:{server.Port}}}", "localhost", server.Port).Output);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Send_ToAnotherPortOrHost_IsRefusedAndNeverConnects(string engine)
    {
        using var server = new EchoServer();
        foreach (string rule in (string[])[$"127.0.0.1:{server.Port + 1}", $"127.0.0.1:1-{server.Port - 1}", $"127.0.0.2:{server.Port}", "10.0.0.0/8", $"'[::1]:{server.Port}'"])
        {
            GuestOutcome outcome = Send(engine, $"wasi:sockets{{connect: {rule}}}", "127.0.0.1", server.Port);
            Assert.Equal(("connect: PermissionDenied\n", 1), (outcome.Output, outcome.Result.ExitCode));
        }

        Assert.Equal("connect: PermissionDenied\n", Send(engine, "wasi:sockets{listen: 127.0.0.1}", "127.0.0.1", server.Port).Output);
        Assert.Equal(0, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Serve_OutsideOfTheRules_IsRefused(string engine)
    {
        GuestOutcome outcome = new GuestRun(engine, "net-tool.wasm", "serve", "0", "1") { Capabilities = ["sockets{connect: '*', listen: 127.0.0.2:0}"] }.Go();
        Assert.Equal("bind: PermissionDenied\n", outcome.Output);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Udp_WithinTheRules_IsReceived(string engine)
    {
        string[] words = ["udp", "127.0.0.1:0", $"127.0.0.1:{FreePort()}"];
        Assert.Equal("bind: PermissionDenied\n", new GuestRun(engine, "net-tool.wasm", words) { Capabilities = ["sockets{udp: 127.0.0.1}"] }.Go().Output);
        Assert.Equal("8 bytes from 127.0.0.1: datagram\n", new GuestRun(engine, "net-tool.wasm", words) { Capabilities = ["sockets{udp: 127.0.0.1, bind: 127.0.0.1}"] }.Go().Output);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Budget_OfBytes_EndsTheRunInTheMiddle(string engine)
    {
        using var server = new EchoServer();
        GuestOutcome outcome = Send(engine, $"sockets{{connect: 127.0.0.1:{server.Port}, bytes: 10}}", "127.0.0.1", server.Port);
        Assert.Equal((137, "Exec.ResourceExhausted"), (outcome.Result.ExitCode, outcome.Result.Error!.Code.Name));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Grant_ThatHasExpired_Denies(string engine)
    {
        using var server = new EchoServer();
        GuestOutcome outcome = Send(engine, $"sockets{{connect: 127.0.0.1:{server.Port}, expires: 2020-01-01T00:00:00Z}}", "127.0.0.1", server.Port);
        Assert.NotEqual(0, outcome.Result.ExitCode);
        Assert.Equal(0, server.Accepted);
    }

    private static GuestOutcome Send(string engine, string capability, string host, int port) =>
        new GuestRun(engine, "net-tool.wasm", "send", $"{host}:{port}", "loopback") { Capabilities = [capability] }.Go();

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
