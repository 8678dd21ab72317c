using System.Diagnostics;
using Compose.Testing;

namespace Compose.Wasm.Components.Tests;

/// <summary>
/// Hand-written components that keep the authority of their instances apart, and some that must fail: both as the
/// reference validator judges them.
/// </summary>
public sealed class AuthorityExampleTests
{
    public static TheoryData<string> Examples()
    {
        var data = new TheoryData<string>();
        if (SharedData.Find("design/authority") is { } folder)
        {
            var names = Directory.GetFiles(folder, "*.wat").Select(path => Path.GetFileName(path)!).ToList();
            names.Sort(StringComparer.Ordinal);
            foreach (string name in names)
            {
                data.Add(name);
            }
        }

        if (data.Count == 0)
        {
            data.Add("03-types-per-group.wat");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfSeparateAuthority_IsJudgedLikeTheReference(string name)
    {
        string text = SharedData.Require("design/authority/" + name);
        string tool = SharedData.RequireTool("wasm-tools");
        string binary = Path.Combine(Path.GetTempPath(), $"compose-{Environment.ProcessId}-{name}.wasm");
        try
        {
            Assert.Equal(0, Run(tool, "parse", text, "-o", binary));
            bool accepted = Run(tool, "validate", binary) == 0;
            bool ours = true;
            try
            {
                ComponentValidator.Validate(File.ReadAllBytes(binary));
            }
            catch (ComposeException)
            {
                ours = false;
            }

            Assert.Equal(accepted, ours);
        }
        finally
        {
            File.Delete(binary);
        }
    }

    private static int Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardError.ReadToEnd();
        output.Wait();
        process.WaitForExit();
        return process.ExitCode;
    }
}
