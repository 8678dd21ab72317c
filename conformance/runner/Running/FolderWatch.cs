namespace Compose.Conformance;

/// <summary>Looks now and then how much a host has written into a folder, and says when it is too much.</summary>
internal sealed class FolderWatch : IDisposable
{
    /// <summary>Bytes and files that a host may leave for one test.</summary>
    public const long Limit = 512L << 20, MaxFiles = 100_000;

    private const int PeriodMilliseconds = 500;

    private readonly string _folder;
    private readonly Action _onFull;
    private readonly Timer _timer;
    private volatile bool _isFull;

    public FolderWatch(string folder, Action onFull)
    {
        _folder = folder;
        _onFull = onFull;
        _timer = new Timer(static watch => ((FolderWatch)watch!).Look(), this, PeriodMilliseconds, Timeout.Infinite);
    }

    /// <summary>It was too much.</summary>
    public bool IsFull => _isFull;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long bytes = 0, files = 0;
        try
        {
            foreach (FileInfo file in HostFile.Below(_folder))
            {
                bytes += file.Length;
                if (bytes > Limit || ++files > MaxFiles)
                {
                    _isFull = true;
                    _onFull();
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What goes away while it is looked at is looked at again.
        }

        try
        {
            _timer.Change(PeriodMilliseconds, Timeout.Infinite);
        }
        catch (ObjectDisposedException)
        {
            // The step has ended meanwhile.
        }
    }
}
