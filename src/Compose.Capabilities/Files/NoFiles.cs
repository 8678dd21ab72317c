namespace Compose.Capabilities.Files;

/// <summary>A host without files.</summary>
public sealed class NoFiles : IFileTrees
{
    public static NoFiles Instance { get; } = new();

    public FileError OpenRoot(string hostPath, out IDirectory? root)
    {
        root = null;
        return FileError.NoEntry;
    }
}
