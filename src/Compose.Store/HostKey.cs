using System.Security.Cryptography;

namespace Compose.Store;

/// <summary>
/// A random key of this store, made when it is first needed and readable by its owner only. Caches authenticate their
/// entries with it, so that entries of another store or machine do not count.
/// </summary>
public static class HostKey
{
    internal const string Name = "host.key";

    private const int Size = 32;

    /// <summary>
    /// The key of the store in <paramref name="root"/>. One that is damaged, or that others may read or have written, counts
    /// for nothing any more: another is made, and what the former vouched for is made anew.
    /// </summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>.</exception>
    public static byte[] Load(string root)
    {
        string path = Path.Combine(root, Name);
        if (TryLoad(path) is { } present)
        {
            return present;
        }

        ContentStore.EnsureFolder(path);
        if (File.Exists(path))
        {
            if (TryLoad(path) is { } another)
            {
                return another;
            }

            ContentStore.Remove(path);
        }

        StoreFile.WriteNew(path, RandomNumberGenerator.GetBytes(Size));

        // Two processes may make it at once: whoever was first has made the key for both.
        return TryLoad(path)
            ?? throw new ComposeException(ErrorCodes.Blob.CorruptedData, "the key of the store cannot be kept to its owner", new ErrorLocation { File = path }, "keep the store on a file system with permissions");
    }

    private static byte[]? TryLoad(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        try
        {
            return ContentStore.TryRead(path, Size) is { Length: Size } key && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0) ? key : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
