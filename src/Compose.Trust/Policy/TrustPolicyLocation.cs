namespace Compose.Trust;

/// <summary>Where a user's trust policy lies.</summary>
public static class TrustPolicyLocation
{
    /// <summary>The variable that names the file.</summary>
    public const string Variable = "COMPOSE_TRUST";

    /// <summary>
    /// The explicit file, else <c>COMPOSE_TRUST</c>, else <c>compose/trust.yaml</c> below <c>$XDG_CONFIG_HOME</c> or
    /// <c>$HOME/.config</c> if it exists; null if there is none.
    /// </summary>
    public static string? Find(string? explicitFile = null)
    {
        if (!string.IsNullOrEmpty(explicitFile))
        {
            return explicitFile;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)
            ? xdg
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, ".config") : null;
        string? file = configuration is null ? null : Path.Combine(configuration, "compose", "trust.yaml");
        return file is not null && File.Exists(file) ? file : null;
    }
}
