using System.Diagnostics;
using Compose.Conformance.Generate;
using Compose.Testing;

namespace Compose.Conformance.Tests;

/// <summary>The vectors are what the generator writes, and a second implementation agrees with every one.</summary>
public sealed class VectorTests
{
    private static readonly string s_folder = Path.Combine(Checkout.Conformance, "vectors");

    [Fact]
    public void Vectors_WrittenAgain_AreTheSame()
    {
        foreach ((string name, string text) in VectorFiles.All())
        {
            string path = Path.Combine(s_folder, name);
            if (Environment.GetEnvironmentVariable("COMPOSE_BLESS") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }

            Assert.Equal(text, File.ReadAllText(path));
        }
    }

    [Fact]
    public void Specification_EveryClause_HasATestAndEveryTestAClause()
    {
        SpecCoverage coverage = SpecCoverage.Of(
            File.ReadAllText(Path.Combine(Checkout.Root, "SPEC.md")), SuiteCatalog.Open(Checkout.Conformance).Suites, VectorIndex.Read(s_folder));
        Assert.Empty(coverage.Untested);
        Assert.Empty(coverage.Unfounded);
        Assert.True(coverage.Clauses.Count > 20);
    }

    [Fact]
    public void Reference_CheckingEveryVector_AgreesWithAll()
    {
        string output = Check();
        Assert.EndsWith(" 0 wrong", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_CheckingIdsOfWit_AgreesWithAll()
    {
        string tool = SharedData.RequireTool("wasm-tools");
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            string shapes = Path.Combine(folder, "shapes.json"), wasi = Path.Combine(folder, "wasi.json");
            File.WriteAllText(shapes, Run(tool, "component", "wit", "--all-features", "--json", Path.Combine(s_folder, "witcanon", "shapes.wit")));
            File.WriteAllText(wasi, Run(tool, "component", "wit", "--json", SharedData.Require("suites/wasi-wit/0.3.2")));
            string output = Check("--wit", "shapes=" + shapes, "--wit", "wasi=" + wasi);
            Assert.EndsWith(" 0 wrong", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Check(params string[] words)
    {
        try
        {
            return Run("python3", [Path.Combine(Checkout.Conformance, "reference", "check.py"), s_folder, .. words]).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed: the reference implementation was not asked");
            throw;
        }
    }

    private static string Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" } })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }
}
