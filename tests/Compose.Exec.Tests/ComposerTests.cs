using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Compose.Capabilities;
using Compose.Capabilities.Streams;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Guests that compose, run and link within their own grants and what they have left.</summary>
public sealed class ComposerTests
{
    public static TheoryData<string> AllEngines => TestEngines.All;

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Example_RunsAnotherPlanAndIsRefusedWhatItLacks(string engine)
    {
        string path = Path.Combine(SharedData.RepositoryRoot!, "examples", "composer", "plan.yaml");
        GuestOutcome outcome = Run(engine, File.ReadAllBytes(path), path, ["there"]);
        Assert.Equal(0, outcome.Result.ExitCode);
        string[] lines = outcome.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("plan sha256:", lines[0], StringComparison.Ordinal);
        Assert.Equal("exit code 0, and it wrote:", lines[2]);
        Assert.Equal("Good morning, there!", lines[3]);
        Assert.StartsWith("a child that must have a terminal: refused (code 0): 'hello' requires wasi:cli/terminal", lines[5], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Example_WithoutTheGrant_DoesNotLink(string engine)
    {
        byte[] component = File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot!, "examples", "composer", "composer.wasm"));
        var refused = Assert.Throws<ComposeException>(() => new GuestRun(engine, "composer.wasm").Go(component));
        Assert.Equal(ErrorCodes.Exec.LinkFailed, refused.Error.Code);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Linking_OfBothFlavours_CallsTheGrantedProviderOnly(string engine)
    {
        GuestOutcome outcome = Link(engine, ["up", "abc", "echo", "spare", "consumer", "none"]);
        Assert.Equal("""
            endpoint: ABC
            echo: ABC
            spare failed: Exec.CapabilityDenied: the plan has no such component that may be linked at run time
            consumer failed: Exec.CapabilityDenied: the plan has no such component that may be linked at run time
            none failed: Exec.CapabilityDenied: the plan has no such component that may be linked at run time

            """, outcome.Output);

        // A plugin had a part in the result, and the label says so.
        Assert.Equal(TrustLabel.PluginDerived, outcome.Result.Label);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Provider_HasWhatItsCallerHas(string engine) =>
        Assert.Equal("endpoint: me\necho: me\n", Link(engine, ["env", "", "echo"]).Output);

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Provider_ThatFailsOrTraps_LeavesItsCallerAlive(string engine)
    {
        Assert.Equal("endpoint failed: asked to fail\necho failed: asked to fail\n", Link(engine, ["fail", "", "echo"]).Output);
        GuestOutcome trapped = Link(engine, ["trap", "", "echo"]);
        Assert.Equal(("endpoint failed: Exec.Trap: unreachable\necho failed: Exec.Trap: unreachable\n", 0), (trapped.Output, trapped.Result.ExitCode));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Provider_ThatSpins_UsesUpItsCallersTime(string engine)
    {
        GuestOutcome outcome = Link(engine, ["spin", "", "echo"], new ExecLimits { Cpu = TimeSpan.FromMilliseconds(300) });
        Assert.Equal((137, "Exec.ResourceExhausted"), (outcome.Result.ExitCode, outcome.Result.Error?.Code.Name));
        GuestOutcome late = Link(engine, ["spin", "", "echo"], new ExecLimits { Timeout = TimeSpan.FromMilliseconds(1_500) });
        Assert.Equal((137, "Exec.Timeout"), (late.Result.ExitCode, late.Result.Error?.Code.Name));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Provider_ThatSpins_UsesUpItsCallersFuel(string engine)
    {
        GuestOutcome outcome = Link(engine, ["spin", "", "echo"], new ExecLimits { Fuel = 5_000_000 });
        Assert.Equal((137, "Exec.ResourceExhausted"), (outcome.Result.ExitCode, outcome.Result.Error?.Code.Name));
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Provider_ThatHogs_GetsWhatItsCallerHasLeft(string engine)
    {
        GuestOutcome outcome = Link(engine, ["hog", "", "echo"], new ExecLimits { MemoryBytes = 32 << 20 });
        int[] got = [.. outcome.Output.TrimEnd('\n').Split('\n').Select(line => int.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture))];

        // The first provider stays and keeps what it took; the second finds less than a MiB.
        Assert.InRange(got[0], 20, 31);
        Assert.Equal(0, got[1]);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Linking_InAStrictRun_IsRefused(string engine)
    {
        GuestOutcome outcome = Link(engine, ["up", "abc", "echo"], policy: "policy: {determinism: strict}");
        Assert.Contains("endpoint failed: Exec.NotSupported", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("echo failed: Exec.NotSupported", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(TrustLabel.CoreUnverified, outcome.Result.Label);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public void Host_AskedByAGuest_Answers(string engine, string question)
    {
        string plan = $$$"""
            compose: 2
            components: {explorer: explorer.wasm}
            instances:
              explorer:
                capabilities:
                  arguments:
                  stdout:
                  environment: {vars: {GREETING: Hey}}
                  filesystem: {dirs: [{host: '{{{SharedData.RepositoryRoot}}}/examples/hello', guest: /parts, read-only: true}, {host: '{{{SharedData.RepositoryRoot}}}/tests/guests', guest: /guests, read-only: true}]}
                  sys:compose/plan:
                  sys:compose/emit:
                  sys:compose/exec:
                  sys:compose/blobs:
                  canon:cbor:
                  canon:wit:
                  compose:host:
            exports: explorer
            """;
        GuestOutcome outcome = Run(engine, Encoding.UTF8.GetBytes(plan), Path.Combine(AppContext.BaseDirectory, "Fixtures", "plan.yaml"), [question]);
        string expected = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"explorer-{question}.txt"));
        Assert.Equal(expected.Replace("ENGINE", engine, StringComparison.Ordinal), outcome.Output);
        Assert.Equal(0, outcome.Result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public void Child_AsksWhereItsParentAndItsPlanLetIt_AndNowhereOnceTheGrantIsTakenAway(string engine)
    {
        var control = new AuthorityControl();
        using var there = new Loopback(path =>
        {
            if (path == "/revoke")
            {
                control.Revoke(new InstancePath("explorer"), "wasi:http");
            }
        });
        using var elsewhere = new Loopback(_ => { });
        string narrow = $"wasi:http{{allow: [127.0.0.1:{there.Port}]}}";
        string[] Ask(string grant, string capability, AuthorityControl? with, params string[] addresses)
        {
            string plan = $$$"""
                compose: 2
                components: {explorer: explorer.wasm}
                instances:
                  explorer:
                    capabilities:
                      arguments:
                      stdout:
                      environment:
                      filesystem: {dirs: [{host: '{{{SharedData.RepositoryRoot}}}/tests/guests', guest: /guests, read-only: true}]}
                      {{{grant}}}
                      sys:compose/plan:
                      sys:compose/emit:
                      sys:compose/exec:
                      sys:compose/blobs:
                      canon:cbor:
                      canon:wit:
                      compose:host:
                exports: explorer
                """;
            GuestOutcome outcome = Run(engine, Encoding.UTF8.GetBytes(plan), Path.Combine(AppContext.BaseDirectory, "Fixtures", "plan.yaml"), ["fetch", capability, .. addresses], control: with);
            Assert.Equal(0, outcome.Result.ExitCode);
            return [.. outcome.Output.Split('\n').Where(line => line.StartsWith('/'))];
        }

        string here = $"127.0.0.1:{there.Port}", other = $"127.0.0.1:{elsewhere.Port}";

        // Attenuated by its plan: the parent may ask anybody.
        string[] answers = Ask("http:", narrow, null, here + "/a", other + "/b", here + "/c");
        Assert.Equal(["/a: exit code 0: status 200", "/b: exit code 1: refused: ErrorCode::HttpRequestDenied", "/c: exit code 0: status 200"], answers);

        // Within its parent: a child that asks for everything has no more than that.
        answers = Ask($"http: {{allow: ['{here}']}}", "wasi:http", null, here + "/d", other + "/e");
        Assert.Equal(["/d: exit code 0: status 200", "/e: exit code 1: refused: ErrorCode::HttpRequestDenied"], answers);
        Assert.Equal(["/a", "/c", "/d"], there.Paths);
        Assert.Empty(elsewhere.Paths);

        // Taken from the parent while it runs: nothing passes any more, for children to come either.
        answers = Ask("http:", narrow, control, here + "/before", here + "/revoke", here + "/after", here + "/later");
        Assert.Equal("/before: exit code 0: status 200", answers[0]);
        Assert.Equal("/revoke: exit code 0: status 200", answers[1]);
        Assert.All(answers[2..], answer => Assert.DoesNotContain("status", answer, StringComparison.Ordinal));
        Assert.Equal(2, answers[2..].Length);
        Assert.Equal(["/a", "/c", "/d", "/before", "/revoke"], there.Paths);
    }

    /// <summary>Answers every request, and keeps its path.</summary>
    private sealed class Loopback : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<string> _paths = [];
        private readonly Action<string> _asked;

        public Loopback(Action<string> asked)
        {
            _asked = asked;
            _listener.Start();
            _ = AnswerAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string[] Paths => [.. _paths];

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync();
                    byte[] buffer = new byte[8_192];
                    int count = await client.GetStream().ReadAsync(buffer);
                    string path = Encoding.Latin1.GetString(buffer, 0, count).Split(' ')[1];
                    _paths.Enqueue(path);
                    _asked(path);
                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"u8.ToArray());
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }

    public static TheoryData<string, string> Questions => TestEngines.With("cbor", "wit", "host", "exec");

    private static GuestOutcome Link(string engine, string[] arguments, ExecLimits? limits = null, string policy = "")
    {
        string plan = $$$"""
            compose: 2
            components: {consumer: consumer.wasm, echo: provider.wasm, spare: provider.wasm}
            instances:
              consumer:
                capabilities:
                  arguments:
                  stdout:
                  environment: {vars: {NAME: me}}
                  dynlink: {providers: [echo]}
            exports: consumer
            {{{policy}}}
            """;
        return Run(engine, Encoding.UTF8.GetBytes(plan), Path.Combine(AppContext.BaseDirectory, "Fixtures", "plan.yaml"), arguments, limits);
    }

    private static GuestOutcome Run(string engine, byte[] plan, string path, string[] arguments, ExecLimits? limits = null, AuthorityControl? control = null)
    {
        var stdout = new MemorySink();
        var stderr = new MemorySink();
        ExecResult result = new Executor(TestEngines.Of(engine)).Run(new ExecLoader(new ExecLoaderOptions()).Load(plan, path), new ExecOptions
        {
            Arguments = arguments,
            Limits = (limits ?? new ExecLimits()) is var some && some.Timeout is null ? some with { Timeout = TimeSpan.FromSeconds(60) } : some,
            Stdout = stdout,
            Stderr = stderr,
            Control = control,
        });
        return new GuestOutcome(result, Encoding.UTF8.GetString(stdout.ToArray()), Encoding.UTF8.GetString(stderr.ToArray()));
    }
}
