using System.Text;
using Compose.Capabilities;
using Compose.Capabilities.Streams;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>One run of a guest as a bare component, with what flags would give it.</summary>
public sealed record GuestRun(string Engine, string Guest, params string[] Arguments)
{
    public string[] Capabilities { get; init; } = [];

    public DirectoryGrant[] Directories { get; init; } = [];

    public ExecLimits Limits { get; init; } = ExecLimits.Default with { Timeout = TimeSpan.FromSeconds(60) };

    public AuthorityControl? Control { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Told the number of bytes of standard output after each write.</summary>
    public Action<int>? Written { get; init; }

    /// <summary>Where the guests of the repository lie.</summary>
    public static byte[] BytesOf(string guest) =>
        File.ReadAllBytes(Path.Combine(SharedData.RepositoryRoot!, "tests", "guests", guest));

    /// <summary>A component beside the tests, made from the text of the same name by <c>wasm-tools parse</c>.</summary>
    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".wasm"));

    public GuestOutcome Go() => Go(BytesOf(Guest));

    public GuestOutcome Go(byte[] component)
    {
        var stdout = new WatchedSink(Written);
        var stderr = new MemorySink();
        var loader = new ExecLoader(new ExecLoaderOptions { Implicit = new ImplicitPlanOptions { Capabilities = Capabilities, Directories = Directories } });
        ExecResult result = new Executor(TestEngines.Of(Engine)).Run(loader.Load(component, Guest), new ExecOptions
        {
            Arguments = Arguments,
            Limits = Limits,
            Stdout = stdout,
            Stderr = stderr,
            Control = Control,
            Cancellation = Cancellation,
        });
        return new GuestOutcome(result, Encoding.UTF8.GetString(stdout.ToArray()), Encoding.UTF8.GetString(stderr.ToArray()));
    }
}
