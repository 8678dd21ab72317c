namespace Compose.Plans;

/// <summary>Reads sources from the file system.</summary>
public static class SourceFiles
{
    /// <summary>The bytes of a file, or null if there is none.</summary>
    /// <exception cref="ComposeException"><c>Plan.SourceNotFound</c> if it cannot be read, <c>Plan.LimitExceeded</c> if it is too large.</exception>
    public static ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                return null;
            }

            if (info.Length > PlanLimits.MaxComponentBytes)
            {
                throw new ComposeException(ErrorCodes.Plan.LimitExceeded, $"{path} has {info.Length} bytes; a component has at most {PlanLimits.MaxComponentBytes}");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComposeException(ErrorCodes.Plan.SourceNotFound, $"{path} cannot be read: {e.Message}");
        }
    }
}
