using Compose.Testing;

namespace Compose.Conformance.Tests;

/// <summary>The figures of other hosts are what their lists of disagreements say: neither worse nor better.</summary>
public sealed class OtherHostTests
{
    // One run at a time: tests of limits measure time.
    private static readonly Lock s_gate = new();

    [Fact]
    public void ComposectlOnWasmtime_ServingAndTrust_PassesAll()
    {
        Environment.SetEnvironmentVariable("COMPOSE_WASMTIME", SharedData.Require("native/linux-x64/libwasmtime.so"));
        ConformanceReport report = Checkout.Run("composectl-wasmtime", suites: ["serve", "trust", "limits"]);
        Assert.Empty(report.Results.Where(result => result.Verdict == Verdict.Failed).Select(result => $"{result.Test.Id}: {string.Join("; ", result.Reasons)}"));
        Assert.True(report.Count(Verdict.Passed) > 15);
        Assert.Contains("wasmtime", report.Host.Fingerprint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wasmtime", "CONFORMANCE_WASMTIME", 150)]
    [InlineData("wac-wasmtime", "CONFORMANCE_WAC", 1)]
    [InlineData("wasm-tools", "CONFORMANCE_WASM_TOOLS", 20)]
    public void SharedHost_EverySuiteItIsClaimedFor_FailsOnlyWhatIsListed(string host, string variable, int least)
    {
        string tool = SharedData.RequireTool(host.Split('-')[0] is "wasm" ? host : host.Split('-')[0]);
        Environment.SetEnvironmentVariable(variable, tool);

        // Of the two that work together one is looked for in the path.
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty, folder = Path.GetDirectoryName(tool)!;
        if (!path.StartsWith(folder, StringComparison.Ordinal))
        {
            Environment.SetEnvironmentVariable("PATH", folder + Path.PathSeparator + path);
        }

        Compare(host, least);
    }

    // A second for each test: all of its suites in the long run only.
    [Fact]
    public void Jco_SuitesItIsClaimedFor_FailsOnlyWhatIsListed() => Compare("jco", 25, Campaign.IsLong ? [] : ["run", "serve"]);

    [Theory]
    [InlineData("wasmtime")]
    [InlineData("wac-wasmtime")]
    [InlineData("wasm-tools")]
    [InlineData("jco")]
    public void Disagreements_EveryLine_NamesATestAndItsReason(string host)
    {
        string[] tests = [.. SuiteCatalog.Open(Checkout.Conformance).Suites.SelectMany(suite => suite.Tests).Select(test => test.Id)];
        foreach (string line in Lines(host))
        {
            string[] words = line.TrimStart('~').Split(' ', 2);
            Assert.Contains(words[0], tests);
            Assert.Contains(':', words[1]);
        }
    }

    private static void Compare(string host, int least, params string[] suites)
    {
        ConformanceReport report;
        try
        {
            lock (s_gate)
            {
                report = Checkout.Run(host, suites: suites);
            }
        }
        catch (ComposeException failure) when (failure.Error.Code == ErrorCodes.Conformance.HostUnavailable)
        {
            Assert.Skip(failure.Error.Message);
            return;
        }

        string[] failed = [.. report.Results.Where(result => result.Verdict == Verdict.Failed).Select(result => result.Test.Id)];
        string[] always = [.. Lines(host).Where(line => line[0] != '~').Select(line => line.Split(' ')[0]).Where(test => suites.Length == 0 || suites.Contains(test.Split('/')[0]))];
        string[] sometimes = [.. Lines(host).Where(line => line[0] == '~').Select(line => line.Split(' ')[0][1..])];
        Assert.Equal(always.Order(StringComparer.Ordinal), failed.Except(sometimes).Order(StringComparer.Ordinal));
        Assert.True(report.Count(Verdict.Passed) >= least);
    }

    private static IEnumerable<string> Lines(string host) =>
        File.ReadLines(Path.Combine(Checkout.Conformance, "hosts", host + ".disagreements.txt")).Where(line => line.Length > 0 && line[0] != '#');
}
