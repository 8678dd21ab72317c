using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        foreach ((string name, string text) in VectorFiles.All(s_folder))
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
            File.ReadAllText(Path.Combine(Checkout.Root, "SPEC.md")), SuiteCatalog.Open(Checkout.Conformance).Suites, VectorIndex.Read(s_folder), UntestedList.Read(Checkout.Conformance));
        Assert.Empty(coverage.Untested);
        Assert.Empty(coverage.Unfounded);
        Assert.True(coverage.Clauses.Count > 60);
    }

    [Fact]
    public void Reference_CheckingEveryVector_AgreesWithAll()
    {
        string output = Check();
        Assert.EndsWith(" 0 wrong", output, StringComparison.Ordinal);
    }

    // One answer of each topic is changed, and its sum with it: what is wrong must be found by the reference's own work.
    [Fact]
    public void Reference_OneVectorOfEachTopicChanged_SaysWhich()
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(s_folder, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder, Path.GetRelativePath(s_folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            string sums = Path.Combine(folder, "SHA256SUMS");
            var changed = new List<string>();
            foreach (string topic in Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => name != "witcanon"))
            {
                string path = Path.Combine(folder, topic, topic + ".json"), before = Hash(path);
                JsonNode document = JsonNode.Parse(File.ReadAllText(path))!;
                JsonArray cases = document["cases"]!.AsArray();
                JsonNode one = cases[cases.Count / 2]!;
                JsonObject expect = one["expect"]!.AsObject();
                (string key, JsonNode? value) = expect.First();
                expect[key] = value is JsonValue && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<long>() + 1 : value is null ? "x" : null;
                changed.Add($"wrong  {topic}/{one["name"]!.GetValue<string>()}:");
                File.WriteAllText(path, document.ToJsonString());
                File.WriteAllText(sums, File.ReadAllText(sums).Replace(before, Hash(path), StringComparison.Ordinal));
            }

            string output = Check(folder, expected: 1);
            Assert.All(changed, line => Assert.Contains(line, output, StringComparison.Ordinal));
            Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $" {changed.Count} wrong"), output, StringComparison.Ordinal);
            Assert.True(changed.Count >= 14);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Sums_OfEveryFile_AreRight()
    {
        string[] lines = File.ReadAllLines(Path.Combine(s_folder, "SHA256SUMS"));
        Assert.Equal(
            Directory.EnumerateFiles(s_folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(s_folder, file).Replace('\\', '/')).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal),
            lines.Select(line => line[66..]).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.Equal(line[..64], Hash(Path.Combine(s_folder, line[66..]))));
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

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static string Check(params string[] words) => Check(s_folder, 0, words);

    private static string Check(string folder, int expected, params string[] words)
    {
        try
        {
            return Run(expected, "python3", [Path.Combine(Checkout.Conformance, "reference", "check.py"), folder, .. words]).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed: the reference implementation was not asked");
            throw;
        }
    }

    private static string Run(string program, params string[] words) => Run(0, program, words);

    private static string Run(int expected, string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" } })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors.Wait();
        Assert.True(process.ExitCode == expected, output + errors.Result);
        return output;
    }
}
