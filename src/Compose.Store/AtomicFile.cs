namespace Compose.Store;

/// <summary>Writes files whole or not at all: to a temporary name beside, flushed to the disk, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes the bytes under <paramref name="path"/>; its folder must exist.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: true);

    /// <summary>Writes a file that only its owner may read, unless there is one already, which then stays.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>, <c>Blob.StorageFull</c>.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, overwrite: false);

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        string temporary = path + "." + Path.GetRandomFileName() + ".tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!overwrite && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(temporary, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            TryDelete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw StoreErrors.Wrap(e, $"{path} could not be written");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to tell; a left-over temporary file harms nothing.
        }
    }
}
