namespace Compose.Exec.Tests;

/// <summary>A plan in a folder of its own with copies of the guests it names, which goes away with the test.</summary>
internal sealed class PlanFolder : IDisposable
{
    public PlanFolder(string plan, params string[] guests)
    {
        Root = Directory.CreateTempSubdirectory("compose-").FullName;
        foreach (string guest in guests)
        {
            File.Copy(Guests.Path(guest), Path.Combine(Root, Path.GetFileName(guest)));
        }

        File.WriteAllText(Path.Combine(Root, "plan.yaml"), plan);
    }

    /// <summary>Experiments with random numbers, timed by the clock.</summary>
    public static PlanFolder MonteCarlo(string policy, string wire = "montecarlo") => new(
        $$"""
        compose: 2
        name: montecarlo
        components: { montecarlo: montecarlo.wasm, cli: montecarlo-cli.wasm }
        instances:
          montecarlo: { capabilities: [clocks, random] }
          cli:
            wires: { demo:app/experiment: {{wire}} }
            capabilities: [stdout, stderr, arguments]
        exports: cli
        policy: {{policy}}
        """,
        "tests/guests/montecarlo.wasm",
        "tests/guests/montecarlo-cli.wasm");

    /// <summary>A program that works in a directory.</summary>
    public static PlanFolder Files(string policy)
    {
        var folder = new PlanFolder(
            $$"""
            compose: 2
            components: { files: files.wasm }
            instances:
              files: { capabilities: { stdout: , stderr: , filesystem: { dirs: [{ host: data, guest: . }] } } }
            policy: {{policy}}
            """,
            "tests/guests/files.wasm");
        Directory.CreateDirectory(folder.Data);
        return folder;
    }

    public string Root { get; }

    /// <summary>The folder that the plan grants.</summary>
    public string Data => Path.Combine(Root, "data");

    public ExecSubject Load(ExecLoaderOptions? options = null)
    {
        string path = Path.Combine(Root, "plan.yaml");
        return new ExecLoader(options ?? new ExecLoaderOptions()).Load(File.ReadAllBytes(path), path);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
