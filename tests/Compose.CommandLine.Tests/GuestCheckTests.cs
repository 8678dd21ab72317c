using System.Diagnostics;
using System.Text.Json.Nodes;
using Compose.Testing;

namespace Compose.CommandLine.Tests;

/// <summary>
/// Runs the shared guests — Rust, C, Go, JavaScript, Python; commands, compositions, hostile ones — through the published
/// program with the checker that ships beside them, and asks for every case that needs no WASI 0.3.
/// </summary>
public sealed class GuestCheckTests
{
    private static readonly Lazy<Dictionary<string, string>> s_embedded = new(() => RunChecker());
    private static readonly Lazy<Dictionary<string, string>> s_wasmtime = new(RunCheckerOnWasmtime);

    public static TheoryData<string> Cases
    {
        get
        {
            string? folder = SharedData.Find("guests/cases");
            if (folder is null)
            {
                return ["(absent)"];
            }

            return [.. Directory.EnumerateDirectories(folder)
                .Where(path => !File.ReadAllText(Path.Combine(path, "case.json")).Contains("\"wasi-0.3\"", StringComparison.Ordinal))
                .Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guest_RunByComposectl_PrintsWhatItMust(string name)
    {
        SharedData.Require("guests/cases");
        Assert.Equal(string.Empty, s_embedded.Value[name]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Guest_RunOnWasmtime_PrintsWhatItMust(string name)
    {
        SharedData.Require("guests/cases");
        Assert.Equal(string.Empty, s_wasmtime.Value[name]);
    }

    private static Dictionary<string, string> RunCheckerOnWasmtime()
    {
        string library = SharedData.Require("native/linux-x64");
        string store = Directory.CreateTempSubdirectory("compose-check").FullName;
        try
        {
            return RunChecker("--wasmtime", library, "--store", store);
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

    private static Dictionary<string, string> RunChecker(params string[] options)
    {
        // The checker composes with wac before it runs: without it the compositions cannot be made.
        SharedData.RequireTool("wac");
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])[SharedData.Require("guests/check"), "--json", "--", Checkout.Program, "exec", "run", .. options, "{dirs}", "{env}", "{invoke}", "{wasm}", "{args}"])
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        int end = output.LastIndexOf(']');
        Assert.True(end > 0, "the checker printed no result: " + errors.Result);
        return JsonNode.Parse(output[..(end + 1)])!.AsArray().ToDictionary(
            row => row!["case"]!.GetValue<string>(),
            row => string.Join(", ", row!["wrong"]!.AsArray().Select(wrong => wrong!.GetValue<string>())));
    }
}
