namespace Compose.Store;

/// <summary>Where a user's store lies.</summary>
public static class StoreLocation
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "COMPOSE_HOME";

    /// <summary>
    /// The explicit folder, else <c>COMPOSE_HOME</c>, else <c>$XDG_DATA_HOME/compose</c>, else
    /// <c>$HOME/.local/share/compose</c>; null if none of them is set. A relative <c>XDG_DATA_HOME</c> is ignored, as its
    /// specification asks.
    /// </summary>
    public static string? Find(string? explicitRoot = null)
    {
        if (!string.IsNullOrEmpty(explicitRoot))
        {
            return Path.GetFullPath(explicitRoot);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } home)
        {
            return Path.GetFullPath(home);
        }

        if (Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data && Path.IsPathRooted(data))
        {
            return Path.Combine(data, "compose");
        }

        return Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } user && Path.IsPathRooted(user)
            ? Path.Combine(user, ".local", "share", "compose")
            : null;
    }
}
