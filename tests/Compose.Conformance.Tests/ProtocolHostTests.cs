using System.Diagnostics;
using System.Runtime.Versioning;

namespace Compose.Conformance.Tests;

/// <summary>Hosts that are asked over JSON lines, good and bad.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProtocolHostTests
{
    // Reads a line and answers; a shell knows no JSON, so the id is cut out of the text.
    private const string Reader = "while read -r line; do id=${line#*\\\"id\\\":}; id=${id%%,*}; ";

    private const string Protocol = "protocol: [\"{program}\"]", Right = "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"exit\\\":0,\\\"stdout\\\":\\\"aGk=\\\"}\"";

    [Fact]
    public void Host_AnswersRightly_Passes()
    {
        using var host = new ScriptedHost(Reader + Right + "; done", ScriptedHost.Test("a", "{stdout: hi}") + ScriptedHost.Test("b", "{exit: 0}"), Protocol);
        Assert.All(host.Run().Results, result => Assert.True(result.Verdict == Verdict.Passed, string.Join("; ", result.Reasons)));
    }

    [Theory]
    [InlineData(Reader + "echo hello; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"id\\\":99,\\\"outcome\\\":\\\"ok\\\"}\"; done", "not to question")]
    [InlineData(Reader + "echo \"{\\\"id\\\":\\\"$id\\\",\\\"outcome\\\":\\\"ok\\\"}\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"outcome\\\":\\\"ok\\\"}\"; done", "not to question")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"splendid\\\"}\"; done", "is no outcome")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"broken\\\"}\"; done", "is no outcome")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"failed\\\",\\\"outcome\\\":\\\"ok\\\"}\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"stdout\\\":\\\"%%%\\\"}\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"exit\\\":\\\"0\\\"}\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"exit\\\":99999999999}\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\"} and more\"; done", "not what the protocol asks for")]
    [InlineData(Reader + "printf '{\"id\":0,\"outcome\":\"ok\",\"stderr\":\"\\377\"}\\n'; done", "is not UTF-8")]
    [InlineData(Reader + "printf '{\"id\":0,'; exit; done", "ended instead of answering")]
    [InlineData(Reader + "printf '{\"id\":0,'; sleep 654; done", "did not end within")]
    [InlineData(Reader + "head -c 100000 /dev/zero | tr '\\0' '['; echo; done", "not what the protocol asks for")]
    [InlineData(Reader + "head -c 20000000 /dev/zero | tr '\\0' x; done", "the answer does not end")]
    [InlineData(Reader + "echo null; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo []; done", "not what the protocol asks for")]
    [InlineData(Reader + "echo; done", "not what the protocol asks for")]
    [InlineData(Reader + "exit 3; done", "ended instead of answering")]
    [InlineData(Reader + "yes >&2; done", "ended instead of answering")]
    [InlineData(Reader + "exec >&-; sleep 654; done", "ended instead of answering")]
    [InlineData(Reader + "sleep 654; done", "did not end within")]
    [InlineData(Reader + "sleep 4; " + Right + "; done", "did not end within")]
    [InlineData("trap '' TERM; " + Reader + "sleep 654; done", "did not end within")]
    [InlineData(Reader + "truncate -s 600M \"$HOME/big\"; sleep 654; done", "ended instead of answering")]
    public void Host_AnswersWrongly_FailsAndTheRunEnds(string script, string reason)
    {
        var watch = Stopwatch.StartNew();
        using var host = new ScriptedHost(script, ScriptedHost.Test("it"), Protocol);
        TestResult result = Assert.Single(host.Run(ScriptedHost.SecondsFor(reason)).Results);
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(result.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"it took {watch.Elapsed}");
    }

    [Fact]
    public void Host_DoesNotReadItsQuestion_FailsInTime()
    {
        using var host = new ScriptedHost("sleep 654", ScriptedHost.Test("it", more: $", stdin: {new string('x', 1 << 20)}"), Protocol);
        Assert.Contains("did not end within", Assert.Single(Assert.Single(host.Run(seconds: 1).Results).Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Host_AnswersOneQuestionWrongly_LosesThatTestOnly()
    {
        string tests = string.Concat(((string[])["good", "bad", "good-again", "hangs", "good-at-last"]).Select(name => ScriptedHost.Test(name, "{stdout: hi}", $", args: [{name}]")));
        using var host = new ScriptedHost(Reader + $"case $line in *'\"bad\"'*) echo nonsense ;; *'\"hangs\"'*) sleep 654 ;; *) {Right} ;; esac; done", tests, Protocol);
        Assert.Equal([Verdict.Passed, Verdict.Failed, Verdict.Passed, Verdict.Failed, Verdict.Passed], host.Run(seconds: 2).Results.Select(result => result.Verdict));
    }
}
