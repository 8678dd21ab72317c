namespace Compose.Conformance.Tests;

/// <summary>The checkout under test: its conformance folder and the published program.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Conformance { get; } = Path.Combine(Root, "conformance");

    public static string Program { get; } = Path.Combine(Root, "build", "composectl", "composectl");

    public static ConformanceReport Run(string host, string filter = "", int seconds = 60, params string[] suites) => ConformanceRun.RunAsync(new ConformanceOptions
    {
        Root = Conformance,
        Host = host,
        Filter = filter,
        Suites = suites,
        Seconds = seconds,
        Jobs = Environment.ProcessorCount,
    }).GetAwaiter().GetResult();

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Compose.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("not inside a checkout");
    }
}
