namespace Compose.Distribution.Sources;

/// <summary>
/// Finds programs on the path, and nowhere else: the system's own way also looks into the current folder, which may be a
/// repository of somebody else with a program called <c>git</c> in it.
/// </summary>
internal static class PathProgram
{
    /// <summary>The whole path of a program, or null where the path has none of that name.</summary>
    public static string? Find(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // A folder that is not rooted counts from the current one.
            string path = Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
            if (Path.IsPathFullyQualified(folder) && File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0))
            {
                return path;
            }
        }

        return null;
    }
}
