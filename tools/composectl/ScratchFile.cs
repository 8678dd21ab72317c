using Compose.Store;

namespace Compose.CommandLine;

/// <summary>A file that is written while something runs: under a temporary name, and in its place when it is whole.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly string _path;
    private bool _done;

    private ScratchFile(string path, FileStream stream)
    {
        _path = path;
        Stream = stream;
    }

    public FileStream Stream { get; }

    /// <summary>Makes one beside where it will stand.</summary>
    /// <exception cref="ComposeException">It cannot be made.</exception>
    public static ScratchFile Beside(string path)
    {
        string scratch = Path.GetFullPath(path) + "." + Path.GetRandomFileName();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
            return new ScratchFile(scratch, new FileStream(scratch, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 65_536));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{path} cannot be written: {failure.Message.Replace(scratch, path, StringComparison.Ordinal)}", null, "check the path and the permissions");
        }
    }

    /// <summary>Flushes it and gives it its name.</summary>
    public void MoveTo(string path)
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_path, Path.GetFullPath(path), overwrite: true);
        _done = true;
    }

    /// <summary>Puts its content into the store; gives its digest.</summary>
    public Digest MoveTo(ContentStore store)
    {
        Stream.Flush();
        Stream.Dispose();
        return store.Put(File.ReadAllBytes(_path));
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_done && File.Exists(_path))
        {
            File.Delete(_path);
        }
    }
}
