using System.Diagnostics;
using Compose.Testing;

namespace Compose.Emit.Tests;

/// <summary>Runs the reference tools; tests that need them are skipped by name where they are absent.</summary>
internal static class Tool
{
    public static (int Code, string Output, string Errors) Run(string tool, IEnumerable<string> arguments, string? input = null, string? directory = null)
    {
        string path = SharedData.Require("peers/linux-x64/" + tool);
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        start.Environment["XDG_CACHE_HOME"] = Path.GetTempPath();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input ?? string.Empty);
        process.StandardInput.Close();
        if (!process.WaitForExit(120_000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} did not end within two minutes");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Writes the bytes to a file of their own and hands over its path.</summary>
    public static void WithFile(ReadOnlyMemory<byte> bytes, Action<string> action)
    {
        string path = Path.Combine(Path.GetTempPath(), $"compose-emit-{Guid.NewGuid():n}.wasm");
        try
        {
            File.WriteAllBytes(path, bytes.ToArray());
            action(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The reference validator accepts the component.</summary>
    public static void AssertValid(ReadOnlyMemory<byte> bytes) => WithFile(bytes, path =>
    {
        if (Environment.GetEnvironmentVariable("COMPOSE_KEEP") is { } keep)
        {
            File.Copy(path, keep, overwrite: true);
        }

        var (code, _, errors) = Run("wasm-tools", ["validate", "--features", "all", path]);
        Assert.True(code == 0, errors);
    });
}
