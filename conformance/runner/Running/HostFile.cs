namespace Compose.Conformance;

/// <summary>
/// Files that a host could have touched, read as strangers' files: not beyond a size, and not for ever (a pipe has no end,
/// and a link may lead to a device).
/// </summary>
internal static class HostFile
{
    /// <summary>Bytes of one file that are read.</summary>
    public const int Limit = 64 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>The bytes, or null and why there are none.</summary>
    public static byte[]? TryRead(string path, out string problem)
    {
        problem = string.Empty;
        Task<byte[]?> reading = Task.Run(() => ReadUpToLimit(path));
        try
        {
            if (!reading.Wait(s_patience))
            {
                problem = "does not end";
                return null;
            }
        }
        catch (AggregateException failure) when (failure.InnerException is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot be read ({failure.InnerException.Message})";
            return null;
        }

        if (reading.Result is null)
        {
            problem = $"is larger than {Limit >> 20} MiB";
        }

        return reading.Result;
    }

    /// <summary>Every file below a folder; links are not followed, and what cannot be entered is left out.</summary>
    public static IEnumerable<FileInfo> Below(string folder) => new DirectoryInfo(folder).EnumerateFiles(
        "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 64, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint });

    /// <summary>Removes a folder with all that is in it, as far as that can be done.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A host may leave what we cannot remove; the system's temporary folder is cleared by others.
        }
    }

    private static byte[]? ReadUpToLimit(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var kept = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            if (kept.Length + count > Limit)
            {
                return null;
            }

            kept.Write(buffer, 0, count);
        }

        return kept.ToArray();
    }
}
