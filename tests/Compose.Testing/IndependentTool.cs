using System.Diagnostics;
using Xunit;

namespace Compose.Testing;

/// <summary>
/// Programs of others that tests compare with. <c>./test</c> obtains them (<c>tools/test-tools</c>) and names each by a
/// variable; without that they are looked for on the path.
/// </summary>
public static class IndependentTool
{
    /// <summary>The path of a program, or null where it is absent.</summary>
    /// <param name="program">Its name: <c>oras</c>.</param>
    /// <param name="variable">The variable that names it; null for <c>COMPOSE_PROGRAM</c>.</param>
    public static string? Find(string program, string? variable = null) =>
        Environment.GetEnvironmentVariable(variable ?? VariableOf(program)) is { Length: > 0 } named && File.Exists(named) ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>As <see cref="Find"/>; skips the calling test where the program is absent.</summary>
    public static string Require(string program, string? variable = null)
    {
        string? path = Find(program, variable);
        Assert.SkipWhen(path is null, $"{program} is absent: ./test obtains it, or name it with {variable ?? VariableOf(program)}");
        return path!;
    }

    /// <summary>Runs a program to its end, which must come within a minute.</summary>
    /// <param name="start">What to run; its output is taken.</param>
    /// <param name="input">Its input; null for none.</param>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo start, string? input = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want to read everything; its exit code says why.
        }

        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(60_000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} does not end");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string VariableOf(string program) => "COMPOSE_" + program.Replace('-', '_').ToUpperInvariant();
}
