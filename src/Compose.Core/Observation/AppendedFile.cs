namespace Compose;

/// <summary>
/// A file to whose end several programs write, each write whole: it is locked for the length of a write, which begins
/// wherever the file ends then. <see cref="System.IO.FileMode.Append"/> alone would go on where this program wrote last.
/// </summary>
public sealed class AppendedFile : FileStream
{
    private static readonly Lock s_gate = new();

    /// <summary>Opens or makes the file; its folder is made if it is missing.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public AppendedFile(string path)
        : base(Folder(path), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
    {
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Locks of one process do not exclude each other.
        lock (s_gate)
        {
            if (OperatingSystem.IsMacOS())
            {
                WriteAtEnd(buffer);
                return;
            }

            Lock(0, 1);
            try
            {
                WriteAtEnd(buffer);
            }
            finally
            {
                if (!OperatingSystem.IsMacOS())
                {
                    Unlock(0, 1);
                }
            }
        }
    }

    private void WriteAtEnd(ReadOnlySpan<byte> buffer)
    {
        Seek(0, SeekOrigin.End);
        base.Write(buffer);
    }

    private static string Folder(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path;
    }
}
