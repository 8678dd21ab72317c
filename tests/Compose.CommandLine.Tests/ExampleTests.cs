using System.Diagnostics;
using Compose.Testing;

namespace Compose.CommandLine.Tests;

/// <summary>The example of an application that embeds us does what its document says.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void Embedding_RunsPluginsUnderTheirOwnGrants()
    {
        string root = SharedData.RepositoryRoot!;
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(root, "examples", "embedding", "bin", configuration, "net10.0", "embedding.dll"), Path.Combine(root, "examples", "hello")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["GREETING"] = "the application's own";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(
            """
            Welcome, visitor 1!
            Welcome, visitor 2!
            Welcome, visitor 3!
            Bon dia, visitor 1!
            Bon dia, visitor 2!
            Bon dia, visitor 3!
            Good day, embedder!
            (GREETING as I see it: not granted to me)
            Exited, exit code 0
            LimitReached: Exec.ResourceExhausted

            """,
            output,
            ignoreLineEndingDifferences: true);
        Assert.Equal(0, process.ExitCode);
    }
}
