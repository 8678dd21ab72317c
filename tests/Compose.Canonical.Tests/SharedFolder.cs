namespace Compose.Canonical.Tests;

/// <summary>Finds the public suites: <c>COMPOSE_SHARED</c>, or <c>../shared</c> beside the repository root.</summary>
internal static class SharedFolder
{
    /// <summary>The full path; skips the test by name if the suites are absent, and fails it under <c>COMPOSE_REQUIRE=1</c>.</summary>
    public static string Require(string relative)
    {
        string? root = Environment.GetEnvironmentVariable("COMPOSE_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); root is null && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compose.sln")))
            {
                root = Path.Combine(folder.FullName, "..", "shared");
            }
        }

        string path = Path.GetFullPath(Path.Combine(root ?? "shared", relative));
        if (!Path.Exists(path))
        {
            Assert.False(Environment.GetEnvironmentVariable("COMPOSE_REQUIRE") == "1", $"{relative} is required and absent");
            Assert.Skip($"the shared suite {relative} is absent");
        }

        return path;
    }
}
