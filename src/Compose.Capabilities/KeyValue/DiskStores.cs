using System.Security.Cryptography;
using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <summary>
/// The buckets of one tenant in a folder of the host, one file each (<see cref="BucketFile"/>). A bucket is open in one
/// process at a time; within it, all who open it share it.
/// </summary>
public sealed class DiskStores(string folder, string? tenant) : IKeyValueStores
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, (BucketFile File, int Users)> s_open = new(StringComparer.Ordinal);

    private readonly string _folder = Path.Combine(Path.GetFullPath(folder), tenant is null ? "no-tenant" : "tenant-" + FileName(tenant));

    public IBucket Open(string name)
    {
        string path = Path.Combine(_folder, FileName(name) + ".kv");
        lock (s_gate)
        {
            if (!s_open.TryGetValue(path, out (BucketFile File, int Users) open))
            {
                try
                {
                    Directory.CreateDirectory(_folder);
                    open = (new BucketFile(path), 0);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    throw new KeyValueException("the bucket cannot be opened: " + Words(failure), failure);
                }
            }

            s_open[path] = open with { Users = open.Users + 1 };
            return new SharedBucket(path, open.File);
        }
    }

    /// <summary>
    /// A name as a file name that no other name has, on file systems that ignore case too: plain names as they are, others
    /// by their digest.
    /// </summary>
    internal static string FileName(string name)
    {
        bool isPlain = name.Length is > 0 and <= 64;
        foreach (char c in name)
        {
            isPlain &= char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';
        }

        return isPlain ? "n-" + name : "h-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
    }

    private static string Words(Exception failure) =>
        failure is IOException { HResult: 11 or 35 or unchecked((int)0x80070020) } ? "another process has it open" : failure.GetType().Name;

    /// <summary>One opening of a file that others may have open as well.</summary>
    private sealed class SharedBucket(string path, BucketFile file) : IBucket
    {
        private bool _disposed;

        public long Bytes => file.Bytes;

        public byte[]? Get(string key) => file.Get(key);

        public long Version(string key) => file.Version(key);

        public IReadOnlyList<string> Keys(string? after, int most) => file.Keys(after, most);

        public bool Apply(ReadOnlySpan<BucketChange> changes, long? quota) => file.Apply(changes, quota);

        public bool Update(string key, long? quota, Func<byte[]?, long, byte[]?> change) => file.Update(key, quota, change);

        public void Dispose()
        {
            lock (s_gate)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
                (BucketFile open, int users) = s_open[path];
                if (users > 1)
                {
                    s_open[path] = (open, users - 1);
                }
                else
                {
                    s_open.Remove(path);
                    open.Dispose();
                }
            }
        }
    }
}
