namespace Compose.CommandLine.Tests;

/// <summary>The checkout under test: its root and the published program.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Program { get; } = Path.Combine(Root, "build", "composectl", "composectl");

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
