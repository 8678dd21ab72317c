namespace Compose.Store;

internal static class StoreErrors
{
    private const int NoSpaceUnix = 28, NoSpaceWindows = 112;

    public static ComposeException Wrap(Exception e, string message)
    {
        bool full = (e.HResult & 0xffff) is NoSpaceUnix or NoSpaceWindows;
        return new ComposeException(
            [new ComposeError(full ? ErrorCodes.Blob.StorageFull : ErrorCodes.Blob.IOError, $"{message}: {e.Message}", null, full ? "free some space, or set COMPOSE_HOME to another place" : "check the folder and its permissions")],
            e);
    }
}
