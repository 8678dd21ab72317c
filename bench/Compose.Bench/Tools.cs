namespace Compose.Bench;

/// <summary>Where the programs under test and the shared components are.</summary>
internal static class Tools
{
    public static string Root { get; } = FindRoot();

    public static string Shared { get; } = Environment.GetEnvironmentVariable("COMPOSE_SHARED") ?? Path.Combine(Root, "..", "shared");

    public static string Ours { get; } = Path.Combine(Root, "composectl");

    /// <summary>A peer's program: named by <c>COMPOSE_NAME</c> (as <c>tools/test-tools</c> prints it), beside the shared data, or on the PATH; null if there is none.</summary>
    public static string? Peer(string name)
    {
        if (Environment.GetEnvironmentVariable("COMPOSE_" + name.Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } named && File.Exists(named))
        {
            return named;
        }

        string beside = Path.GetFullPath(Path.Combine(Shared, "peers", "linux-x64", name));
        if (File.Exists(beside))
        {
            return beside;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>A sample component: of this repository, or of the shared data; null if absent.</summary>
    public static string? Guest(string name) =>
        new[] { Path.Combine(Root, "examples", "components"), Path.Combine(Root, "tests", "guests"), Path.Combine(Shared, "guests") }
            .Select(folder => Path.GetFullPath(Path.Combine(folder, name + ".wasm"))).FirstOrDefault(File.Exists);

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Compose.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("run this from a checkout");
    }
}
