using System.Runtime.Versioning;

namespace Compose.Conformance.Tests;

/// <summary>Hosts that are asked over JSON lines, good and bad.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProtocolHostTests
{
    // A shell script that reads a line and answers; it knows no JSON, so the id is cut out of the text.
    private const string Reader = "while read -r line; do id=${line#*\\\"id\\\":}; id=${id%%,*}; ";

    [Fact]
    public void Host_AnswersRightly_Passes()
    {
        // "[a][][b c][*][ü][--flag]\n", as the test of arguments wants it.
        TestResult result = Run(Reader + "echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"exit\\\":0,\\\"stdout\\\":\\\"W2FdW11bYiBjXVsqXVvDvF1bLS1mbGFnXQo=\\\"}\"; done", "run/arguments");
        Assert.True(result.Verdict == Verdict.Passed, string.Join("; ", result.Reasons));
    }

    [Theory]
    [InlineData("echo hello; done", "not what the protocol asks for")]
    [InlineData("echo \"{\\\"id\\\":99,\\\"outcome\\\":\\\"ok\\\"}\"; done", "not to question")]
    [InlineData("echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"splendid\\\"}\"; done", "is no outcome")]
    [InlineData("echo \"{\\\"id\\\":$id,\\\"outcome\\\":\\\"ok\\\",\\\"stdout\\\":\\\"%%%\\\"}\"; done", "not what the protocol asks for")]
    [InlineData("exit 3; done", "ended instead of answering")]
    [InlineData("sleep 100; done", "did not end within")]
    [InlineData("echo []; done", "not what the protocol asks for")]
    public void Host_AnswersWrongly_FailsAndTheRunEnds(string script, string reason)
    {
        TestResult result = Run(Reader + script, "run/ok");
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Contains(result.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
    }

    private static TestResult Run(string script, string test)
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            string program = Path.Combine(folder, "host");
            File.WriteAllText(program, $"#!/bin/sh\nif [ \"$1\" = --version ]; then echo 1; exit; fi\n{script}\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            string adapter = Path.Combine(folder, "host.yaml");
            File.WriteAllText(adapter, "host: scripted\ntitle: A script\nprogram: {name: host, paths: [host]}\nclaims: {suites: [run]}\nprotocol: [\"{program}\"]\n");
            return Assert.Single(Checkout.Run(adapter, test, seconds: 3, "run").Results, result => result.Test.Id == test);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
