namespace Compose.Store;

/// <summary>Writes files of the store (<see cref="AtomicFile"/>), with failures as errors of the store.</summary>
public static class StoreFile
{
    /// <summary>Writes the bytes under <paramref name="path"/>; its folder must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="toDisk">False where a file that a failing power supply tears is found out and made again.</param>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool toDisk = true)
    {
        try
        {
            AtomicFile.Write(path, bytes, toDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{path} could not be written");
        }
    }

    /// <summary>Writes a file that only its owner may read, unless there is one already, which then stays.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            AtomicFile.WriteNew(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.Wrap(e, $"{path} could not be written");
        }
    }
}
