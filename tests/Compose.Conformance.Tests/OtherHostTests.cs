using Compose.Testing;

namespace Compose.Conformance.Tests;

/// <summary>Wasmtime's figures are what the list of disagreements says: neither worse nor better.</summary>
public sealed class OtherHostTests
{
    [Fact]
    public void ComposectlOnWasmtime_ServingAndTrust_PassesAll()
    {
        Environment.SetEnvironmentVariable("COMPOSE_WASMTIME", SharedData.Require("native/linux-x64/libwasmtime.so"));
        ConformanceReport report = Checkout.Run("composectl-wasmtime", suites: ["serve", "trust", "limits"]);
        Assert.Empty(report.Results.Where(result => result.Verdict == Verdict.Failed).Select(result => $"{result.Test.Id}: {string.Join("; ", result.Reasons)}"));
        Assert.True(report.Count(Verdict.Passed) > 15);
        Assert.Contains("wasmtime", report.Host.Fingerprint, StringComparison.Ordinal);
    }

    [Fact]
    public void Wasmtime_EverySuiteItIsClaimedFor_FailsOnlyWhatIsListed()
    {
        Environment.SetEnvironmentVariable("CONFORMANCE_WASMTIME", SharedData.RequireTool("wasmtime"));
        ConformanceReport report = Checkout.Run("wasmtime");
        string[] listed = [.. File.ReadLines(Path.Combine(Checkout.Conformance, "hosts", "wasmtime.disagreements.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal)];
        string[] failed = [.. report.Results.Where(result => result.Verdict == Verdict.Failed).Select(result => result.Test.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(listed, failed);
        Assert.True(report.Count(Verdict.Passed) > 150);
    }
}
