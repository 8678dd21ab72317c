using System.Runtime.Versioning;

namespace Compose.Conformance.Tests;

/// <summary>A host that is a shell script, judged by a suite of a few lines: both in a folder of their own.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ScriptedHost : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;

    /// <param name="script">What it does when it is asked; what it is asked with stands in its arguments.</param>
    /// <param name="tests">The suite's tests, as they stand in a file.</param>
    /// <param name="actions">How it is asked, as it stands in a description.</param>
    /// <param name="version">What it does when it is asked for its version.</param>
    public ScriptedHost(string script, string tests, string actions = "actions: {run: {command: [\"{program}\"]}}", string version = "echo 1")
    {
        Directory.CreateDirectory(Path.Combine(_folder, "suites"));
        File.WriteAllText(Path.Combine(_folder, "component.wasm"), string.Empty);
        File.WriteAllText(Path.Combine(_folder, "suites", "t.yaml"), $"suite: t\ntitle: T\nabout: T\ntests:\n{tests}\n");
        Program = Path.Combine(_folder, "host");
        File.WriteAllText(Program, $"#!/bin/sh\nif [ \"$1\" = --version ]; then {version}; exit; fi\n{script}\n");
        File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(_folder, "host.yaml"), $"host: scripted\ntitle: A script\nprogram: {{name: host, paths: [host]}}\nversion: [\"{{program}}\", --version]\nclaims: {{suites: [t]}}\n{actions}\n");
    }

    public string Program { get; }

    /// <summary>One test that runs a component and expects nothing but that it goes well.</summary>
    public static string Test(string name, string expect = "{}", string more = "") =>
        $"  - test: {name}\n    says: It goes well.\n    run: {{component: ../component.wasm{more}}}\n    expect: {expect}\n";

    /// <summary>Time for a step: none is lost on a host that hangs, and a busy machine may take its time with others.</summary>
    public static int SecondsFor(string reason) => reason.Contains("did not end", StringComparison.Ordinal) ? 1 : 10;

    /// <summary>Judges it.</summary>
    public ConformanceReport Run(int seconds = 10, int jobs = 1) => ConformanceRun.RunAsync(new ConformanceOptions
    {
        Root = _folder,
        Host = Path.Combine(_folder, "host.yaml"),
        Seconds = seconds,
        Jobs = jobs,
    }).GetAwaiter().GetResult();

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
