namespace Compose.Capabilities.Files.Portable;

/// <summary>Exceptions of <c>System.IO</c> as file errors.</summary>
internal static class PortableErrors
{
    /// <summary>Does it and gives the error.</summary>
    public static FileError Try(Action work)
    {
        try
        {
            work();
            return FileError.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or PlatformNotSupportedException)
        {
            return Of(failure);
        }
    }

    private static FileError Of(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => FileError.NoEntry,
        PathTooLongException => FileError.NameTooLong,
        UnauthorizedAccessException => FileError.Access,
        PlatformNotSupportedException or NotSupportedException => FileError.Unsupported,
        ArgumentException => FileError.Invalid,
        IOException io => io.HResult switch
        {
            unchecked((int)0x80070050) or unchecked((int)0x800700B7) or 17 => FileError.Exist,
            unchecked((int)0x80070091) or 39 or 66 => FileError.NotEmpty,
            unchecked((int)0x80070070) or 28 => FileError.InsufficientSpace,
            unchecked((int)0x80070020) or unchecked((int)0x80070021) => FileError.Busy,
            unchecked((int)0x80070011) or 18 => FileError.CrossDevice,
            _ => FileError.Io,
        },
        _ => FileError.Io,
    };
}
