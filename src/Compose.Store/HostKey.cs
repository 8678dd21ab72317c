using System.Security.Cryptography;

namespace Compose.Store;

/// <summary>
/// A random key of this store, made when it is first needed and readable by its owner only. Caches authenticate their
/// entries with it, so that entries of another store or machine do not count.
/// </summary>
public static class HostKey
{
    private const int Size = 32;

    /// <summary>The key of the store in <paramref name="root"/>.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>.</exception>
    public static byte[] Load(string root)
    {
        string path = Path.Combine(root, "host.key");
        if (ContentStore.TryRead(path) is { Length: Size } present)
        {
            return present;
        }

        ContentStore.EnsureFolder(path);
        byte[] made = RandomNumberGenerator.GetBytes(Size);
        StoreFile.WriteNew(path, made);

        // Two processes may make it at once: whoever was first has made the key for both.
        return ContentStore.TryRead(path) is { Length: Size } settled
            ? settled
            : throw new ComposeException(ErrorCodes.Blob.CorruptedData, "the key of the store is damaged", new ErrorLocation { File = path }, "remove the file; what was cached is made anew");
    }
}
