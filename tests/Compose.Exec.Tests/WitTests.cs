using System.Diagnostics;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>The WIT of our packages is valid for us and for the reference tools.</summary>
public sealed class WitTests
{
    public static TheoryData<string> Packages => [.. Directory.GetDirectories(Path.Combine(SharedData.RepositoryRoot!, "wit")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Package_IsValid_ForTheReferenceTools(string package)
    {
        var start = new ProcessStartInfo(SharedData.RequireTool("wasm-tools"), ["component", "wit", Path.Combine(SharedData.RepositoryRoot!, "wit", package)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tool = Process.Start(start)!;
        Task<string> output = tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(tool.ExitCode == 0, errors);
        Assert.Contains("package " + package.Replace('-', ':')[..4], await output, StringComparison.Ordinal);
    }
}
