namespace Compose.Store;

/// <summary>
/// Between processes: whoever marks a blob as used holds it with others, a collector holds it alone while it looks whether a
/// blob is still unused and removes it. Each holds it for microseconds. The system lets go of it when a process dies.
/// </summary>
internal static class CollectLock
{
    private const string Name = "collect.lock";

    // A holder that was stopped in the middle must not stop everybody else.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>With others. Null where the store can only be read, or a collector was stopped while it held the lock.</summary>
    public static IDisposable? Share(string root) => Open(root, FileShare.ReadWrite);

    /// <summary>Alone; null if it cannot be had: then nothing may be removed.</summary>
    public static IDisposable? Alone(string root) => Open(root, FileShare.None);

    private static FileStream? Open(string root, FileShare share)
    {
        string path = Path.Combine(root, Name);
        long until = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        var spinner = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share, bufferSize: 0);
            }
            catch (IOException e) when (IsHeld(e) && Environment.TickCount64 < until)
            {
                spinner.SpinOnce();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether a file was not opened because somebody else holds it; waiting helps against nothing else.</summary>
    private static bool IsHeld(IOException failure)
    {
        const int SharingViolation = unchecked((int)0x80070020), LinuxWouldBlock = 11, MacWouldBlock = 35;
        return failure.HResult == (OperatingSystem.IsWindows() ? SharingViolation : OperatingSystem.IsMacOS() ? MacWouldBlock : LinuxWouldBlock);
    }
}
