using Xunit;

namespace Compose.Testing;

/// <summary>
/// Finds the data that the tests share and the repository does not hold: public suites, guests, reference tools. It is
/// the folder that <c>COMPOSE_SHARED</c> names, else <c>shared</c> beside the repository.
/// </summary>
public static class SharedData
{
    private static readonly Lazy<string?> s_repository = new(FindRepository);
    private static readonly Lazy<string?> s_root = new(FindRoot);

    /// <summary>The repository's root folder, or null when the tests run elsewhere.</summary>
    public static string? RepositoryRoot => s_repository.Value;

    /// <summary>The shared folder, or null if there is none.</summary>
    public static string? Root => s_root.Value;

    /// <summary>Data that is missing is a failure, not a skip: <c>COMPOSE_REQUIRE=1</c>.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("COMPOSE_REQUIRE") == "1";

    /// <summary>The path of a shared file or folder if it is there (<paramref name="name"/> with slashes).</summary>
    public static string? Find(string name)
    {
        if (Root is null)
        {
            return null;
        }

        string path = Path.Combine(Root, Path.Combine(name.Split('/')));
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>
    /// The path of a shared file or folder. If it is absent, the calling test is skipped by name, or fails where
    /// <see cref="IsRequired"/>.
    /// </summary>
    public static string Require(string name)
    {
        if (Find(name) is { } path)
        {
            return path;
        }

        string reason = $"shared data '{name}' is absent: set COMPOSE_SHARED or put it beside the repository as shared/{name}";
        if (IsRequired)
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }

    /// <summary>As <see cref="Require"/>, for one of the reference tools under <c>peers</c>.</summary>
    public static string RequireTool(string tool) => Require("peers/linux-x64/" + tool);

    private static string? FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compose.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("COMPOSE_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        }

        if (RepositoryRoot is null)
        {
            return null;
        }

        string beside = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }
}
