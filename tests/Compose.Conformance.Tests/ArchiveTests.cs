using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;

namespace Compose.Conformance.Tests;

/// <summary>The archive for implementers, unpacked where nothing else is: its one program judges hosts without the product.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ArchiveTests(ArchiveTests.Unpacked archive) : IClassFixture<ArchiveTests.Unpacked>
{
    private readonly string _folder = archive.Folder;
    private readonly string _root = archive.Root ?? Absent();

    [Fact]
    public void Archive_OfFiles_HoldsOneProgramAndIsSmall()
    {
        Assert.Equal(["conformance"], Directory.EnumerateFiles(Path.Combine(_root, "bin")).Select(file => Path.GetFileName(file)!));
        Assert.DoesNotContain(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("composectl", StringComparison.Ordinal) && !file.EndsWith(".yaml", StringComparison.Ordinal));
        Assert.True(new FileInfo(Path.Combine(_root, "bin", "conformance")).Length < 32 << 20);
    }

    [Fact]
    public void Archive_Program_JudgesAHost()
    {
        // A host that passes one test and fails the other.
        string host = Path.Combine(_folder, "host.yaml"), report = Path.Combine(_folder, "r.json"), page = Path.Combine(_folder, "p.html");
        File.WriteAllText(host, "host: mine\ntitle: Mine\nprogram: {name: sh}\nversion: [sh, -c, echo 1]\nclaims: {suites: [run]}\nactions: {run: {command: [sh, -c, exit 0]}}\n");
        Assert.Equal((0, "Mine: 1 passed, 0 failed, 0 skipped, 0 unclaimed"), Run("run", "--host", host, "--filter", "run/ok", "--report", report));
        Assert.Equal(1, Run("run", "--host", host, "--filter", "run/fail", "--report", report).Code);
        Assert.Equal(0, Run("scoreboard", report, "-o", page).Code);
        Assert.Contains("run/fail", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal((0, "no differences"), Run("compare", report, report));
        Assert.EndsWith(" 0 tests without a clause", Run("coverage").Output, StringComparison.Ordinal);
        Assert.Contains("run/ok\t", Run("list").Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("run").Code);
        (int absent, string why) = Run("run", "--host", "composectl");
        Assert.Equal(1, absent);
        Assert.Contains("cannot be judged", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("list")]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("compare")]
    [InlineData("coverage")]
    [InlineData("scoreboard")]
    public void Archive_Help_IsAboutThisProgram(params string[] verb)
    {
        (int code, string text) = Run([.. verb, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("\n  " + string.Join(' ', ["conformance", .. verb]) + " ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("composectl", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_Figures_AreOneCommand()
    {
        // Of the shipped hosts none is in the path: each is named, and nothing is written.
        (int code, string text) = Start(Path.Combine(_root, "conformance", "figures"), Path.Combine(_folder, "figures"));
        Assert.Equal(1, code);
        foreach (string host in (string[])["composectl", "jco", "wac-wasmtime", "wasm-tools", "wasmtime"])
        {
            Assert.Contains($"{host}: left out: cannot be judged", text, StringComparison.Ordinal);
        }
    }

    private (int Code, string Output) Run(params string[] words) => Start(Path.Combine(_root, "bin", "conformance"), words);

    private (int Code, string Output) Start(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = _folder;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + errors.Result).TrimEnd());
    }

    private static string Absent()
    {
        Assert.Skip("there is no archive in build: run tools/package-conformance");
        return string.Empty;
    }

    /// <summary>The archive in a folder of its own, once for all tests.</summary>
    public sealed class Unpacked : IDisposable
    {
        public Unpacked()
        {
            string build = Path.Combine(Checkout.Root, "build");
            if (Directory.Exists(build) && Directory.EnumerateFiles(build, "compose-conformance-*.tar.gz").Order(StringComparer.Ordinal).LastOrDefault() is { } archive)
            {
                using FileStream file = File.OpenRead(archive);
                using var tar = new GZipStream(file, CompressionMode.Decompress);
                TarFile.ExtractToDirectory(tar, Folder, overwriteFiles: false);
                Root = Directory.EnumerateDirectories(Folder).Single();
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("conformance-test-").FullName;

        /// <summary>Null if there is no archive.</summary>
        public string? Root { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
