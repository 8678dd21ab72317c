namespace Compose.Wit.Loading;

/// <summary>The files of a package and of its dependencies (WIT.md, "Filesystem structure").</summary>
/// <param name="Main">The files that make up the package.</param>
/// <param name="Dependencies">Each a package: a folder's files, or one file.</param>
public sealed record WitSources(IReadOnlyList<WitFile> Main, IReadOnlyList<IReadOnlyList<WitFile>> Dependencies)
{
    /// <summary>
    /// Reads a file, or a folder: its <c>*.wit</c> files and, in <c>deps</c>, dependencies as folders, <c>*.wit</c> or
    /// <c>*.wasm</c> files. Markdown (<c>*.md</c>) stands for the WIT in its fenced blocks.
    /// </summary>
    /// <exception cref="ComposeException"><c>Wit.SourceNotFound</c>, <c>Wit.LimitExceeded</c>.</exception>
    public static WitSources FromPath(string path, WitLimits limits)
    {
        int budget = limits.FileCount;
        if (!Directory.Exists(path))
        {
            return new WitSources([ReadFile(path, limits, ref budget)], []);
        }

        List<WitFile> main = ReadFolder(path, limits, ref budget);
        var dependencies = new List<IReadOnlyList<WitFile>>();
        string deps = System.IO.Path.Combine(path, "deps");
        foreach (string entry in Directory.Exists(deps) ? Entries(deps) : [])
        {
            if (Directory.Exists(entry))
            {
                dependencies.Add(ReadFolder(entry, limits, ref budget));
            }
            else if (IsText(entry) || entry.EndsWith(".wasm", StringComparison.Ordinal))
            {
                dependencies.Add([ReadFile(entry, limits, ref budget)]);
            }
        }

        return new WitSources(main, dependencies);
    }

    private static List<WitFile> ReadFolder(string folder, WitLimits limits, ref int budget)
    {
        var files = new List<WitFile>();
        foreach (string entry in Entries(folder))
        {
            if (IsText(entry) && !Directory.Exists(entry))
            {
                files.Add(ReadFile(entry, limits, ref budget));
            }
        }

        if (files.Count == 0)
        {
            throw new ComposeException(
                ErrorCodes.Wit.SourceNotFound, "the folder has no *.wit files", new ErrorLocation { File = folder }, "name the folder that holds them");
        }

        return files;
    }

    private static bool IsText(string name) =>
        name.EndsWith(".wit", StringComparison.Ordinal) || name.EndsWith(".wit.md", StringComparison.Ordinal);

    private static string[] Entries(string folder)
    {
        try
        {
            string[] entries = Directory.GetFileSystemEntries(folder);
            Array.Sort(entries, StringComparer.Ordinal);
            return entries;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotRead(folder, error);
        }
    }

    private static WitFile ReadFile(string path, WitLimits limits, ref int budget)
    {
        if (budget-- == 0)
        {
            throw new ComposeException(ErrorCodes.Wit.LimitExceeded, $"there are more than {limits.FileCount} files", new ErrorLocation { File = path });
        }

        try
        {
            long size = new FileInfo(path).Length;
            if (size > limits.FileSize)
            {
                throw new ComposeException(
                    ErrorCodes.Wit.LimitExceeded, $"the file has {size} bytes; {limits.FileSize} are allowed", new ErrorLocation { File = path });
            }

            return new WitFile(path, File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotRead(path, error);
        }
    }

    private static ComposeException NotRead(string path, Exception error) => new(
        [new ComposeError(ErrorCodes.Wit.SourceNotFound, $"it cannot be read: {error.Message}", new ErrorLocation { File = path })],
        error);
}
