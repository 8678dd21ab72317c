using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Compose.Conformance.Tests;

/// <summary>Whatever a host does, the run ends, in bounded time and memory, with the right verdict and nothing left behind.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BadHostTests
{
    [Theory]
    [InlineData("sleep 654", "did not end within")]
    [InlineData("trap '' TERM INT HUP; while :; do sleep 654; done", "did not end within")]
    [InlineData("exec >&- 2>&-; sleep 654", "did not end within")]
    [InlineData("yes", "more than 8 MiB")]
    [InlineData("yes >&2", "more than 8 MiB")]
    [InlineData("kill -s SEGV $$", "fell with exit code 139")]
    [InlineData("kill -s ABRT $$", "fell with exit code 134")]
    [InlineData("exit 3", "the outcome is failed, not ok")]
    [InlineData("(sleep 654 &)", "left 1 processes behind")]
    [InlineData("(setsid sleep 654 >/dev/null 2>&1 &)", "left 1 processes behind")]
    [InlineData("(setsid sh -c 'setsid sleep 654 & exit' >/dev/null 2>&1 &); sleep 0.3", "left 1 processes behind")]
    [InlineData("(env -i setsid sleep 654 >/dev/null 2>&1 &); sleep 0.3", "left 1 processes behind")]
    [InlineData("for i in 1 2 3 4 5 6 7 8 9 10; do setsid sleep 654 & done; sleep 0.5", "left 10 processes behind")]
    [InlineData("truncate -s 600M big; sleep 654", "filled its folders")]
    [InlineData("mkfifo wanted", "does not end")]
    [InlineData("ln -s /dev/zero wanted", "larger than 64 MiB")]
    [InlineData("mkdir wanted", "there is no file")]
    [InlineData("rm -rf \"$PWD\"", "there is no file")]
    public void Host_MisbehavesWhileItRuns_FailsForThatAndLeavesNothing(string script, string reason)
    {
        var watch = Stopwatch.StartNew();
        bool isAboutFiles = script.Contains("wanted", StringComparison.Ordinal) || script.Contains("rm -rf", StringComparison.Ordinal);
        using var host = new ScriptedHost(script, ScriptedHost.Test("it", isAboutFiles ? "{files: {wanted: x}}" : "{}"));
        TestResult result = Assert.Single(host.Run(ScriptedHost.SecondsFor(reason)).Results);
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(result.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"it took {watch.Elapsed}");
        Assert.DoesNotContain("654", Processes(), StringComparison.Ordinal);
    }

    [Fact]
    public void Host_LeavesPipesInItsHome_SecretsAreStillLookedFor()
    {
        using var host = new ScriptedHost("mkfifo \"$HOME/pipe\"; echo hunter2 >\"$HOME/log\"", ScriptedHost.Test("it", "{nowhere: [hunter2]}"));
        TestResult result = Assert.Single(host.Run().Results);
        Assert.Contains(result.Reasons, text => text.Contains("the host left \"hunter2\" in \"home/log\"", StringComparison.Ordinal));
        Assert.Contains(result.Reasons, text => text.Contains("pipe\" does not end", StringComparison.Ordinal));
    }

    [Fact]
    public void Host_WritesWhatAPatternChokesOn_FailsInTime()
    {
        using var host = new ScriptedHost("head -c 60 /dev/zero | tr '\\0' a; echo !", ScriptedHost.Test("it", "{stdout-matches: '^(a+)+$'}") + ScriptedHost.Test("other", "{exit: 0}"));
        ConformanceReport report = host.Run();
        Assert.Equal([Verdict.Failed, Verdict.Passed], report.Results.Select(result => result.Verdict));
        Assert.Contains("cannot be judged", Assert.Single(report.Results[0].Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Host_RemovesItsFoldersBetweenSteps_FailsAndOthersGoOn()
    {
        const string Steps = "  - test: steps\n    says: S.\n    steps:\n      - run: {component: ../component.wasm}\n      - run: {component: ../component.wasm}\n        expect: {files: {a: b}}\n";
        using var host = new ScriptedHost("rm -rf \"${PWD%/*}\"", Steps + ScriptedHost.Test("other"));
        Assert.Equal([Verdict.Failed, Verdict.Passed], host.Run().Results.Select(result => result.Verdict));
    }

    [Fact]
    public void Hosts_ManyAtOnce_DoNotSeeEachOther()
    {
        string tests = string.Concat(Enumerable.Range(0, 12).Select(number => ScriptedHost.Test(string.Create(CultureInfo.InvariantCulture, $"t{number}"), "{stdout: \"1\\n\", files: {mine: \"me\\n\"}}")));
        using var host = new ScriptedHost("echo me >mine; sleep 0.2; ls | wc -l | tr -d ' '", tests);
        Assert.All(host.Run(jobs: 6).Results, result => Assert.True(result.Verdict == Verdict.Passed, string.Join("; ", result.Reasons)));
    }

    [Fact]
    public void Hosts_GoodAndBadAtOnce_EachGetsItsOwnVerdict()
    {
        string[] scripts = ["sleep 654", "yes", "(setsid sleep 654 &)", "true"];
        string tests = string.Concat(Enumerable.Range(0, 12).Select(number =>
            ScriptedHost.Test(string.Create(CultureInfo.InvariantCulture, $"t{number}"), more: $", args: [\"{scripts[number % 4]}\"]")));
        using var host = new ScriptedHost("eval \"$1\"", tests, "actions: {run: {command: [\"{program}\", \"{args}\"]}}");
        IReadOnlyList<TestResult> results = host.Run(seconds: 3, jobs: 4).Results;
        string[] reasons = ["did not end within", "more than 8 MiB", "left 1 processes behind"];
        for (int number = 0; number < results.Count; number++)
        {
            if (number % 4 == 3)
            {
                Assert.True(results[number].Verdict == Verdict.Passed, string.Join("; ", results[number].Reasons));
            }
            else
            {
                Assert.Contains(reasons[number % 4], string.Join("; ", results[number].Reasons), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("exit 1", "it does not tell its version")]
    [InlineData("yes", "it does not tell its version")]
    [InlineData("kill -s SEGV $$", "it does not tell its version")]
    public void Host_TellsNoVersion_IsNotJudged(string version, string reason)
    {
        using var host = new ScriptedHost("true", ScriptedHost.Test("it"), version: version);
        ComposeException failure = Assert.Throws<ComposeException>(() => host.Run());
        Assert.Equal(ErrorCodes.Conformance.HostUnavailable, failure.Error.Code);
        Assert.Contains(reason, failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Host_LiesAboutItsVersion_IsKnownByItsProgram()
    {
        using var host = new ScriptedHost("true", ScriptedHost.Test("it"), version: "printf 'wasmtime 50.0.0\\n\\033[2Jnonsense '; head -c 100000 /dev/zero | tr '\\0' x");
        HostIdentity identity = host.Run().Host;
        Assert.Equal(Digest.Of(File.ReadAllBytes(host.Program)), identity.ProgramDigest);
        Assert.True(identity.Version.Length < 3000);
        Assert.DoesNotContain('\n', identity.Version);
        Assert.DoesNotContain('\u001b', identity.Version);
    }

    [Fact]
    public void Host_ChangesItsProgramMeanwhile_IsNotJudged()
    {
        using var host = new ScriptedHost("echo '# more' >>\"$0\"", ScriptedHost.Test("it"));
        Assert.Contains("is not what it was", Assert.Throws<ComposeException>(() => host.Run()).Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def do_GET(self):\n        self.send_response(200); self.end_headers()\n        while True: self.wfile.write(b'x' * 65536)", "no answer")]
    [InlineData("def do_GET(self):\n        self.wfile.write(b'nonsense\\r\\n\\r\\n')", "no answer")]
    [InlineData("def do_GET(self):\n        os._exit(1)", "no answer")]
    [InlineData("def do_GET(self):\n        signal.signal(signal.SIGTERM, signal.SIG_IGN); self.send_response(200); self.end_headers()", "did not end within")]
    public void Server_Misbehaves_FailsForThat(string handler, string reason)
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            Assert.Skip("python3 is not installed: no server was tried");
        }

        string script = "exec python3 - \"$1\" <<'END'\nimport http.server, os, signal, sys\nclass H(http.server.BaseHTTPRequestHandler):\n    " + handler + "\n    def log_message(self, *a): pass\nhttp.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()\nEND";
        using var host = new ScriptedHost(
            script, "  - test: it\n    says: It serves.\n    serve: {component: ../component.wasm, requests: [{get: /, status: 200}]}\n", "actions: {serve: {command: [\"{program}\", \"{port}\"]}}");
        TestResult result = Assert.Single(host.Run(seconds: 10).Results);
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(result.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
    }

    private static string Processes() => string.Join('\n', Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Select(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ') is var line && line.StartsWith("sleep 654", StringComparison.Ordinal) ? line : string.Empty;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }));
}
