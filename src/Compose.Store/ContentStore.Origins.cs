using System.Text;

namespace Compose.Store;

/// <content>Where blobs came from.</content>
public sealed partial class ContentStore : IBlobOrigins
{
    private const int MaxAddress = 8 << 10;

    /// <inheritdoc/>
    public string? FetchedFrom(Digest digest) =>
        TryRead(OriginPath(digest), MaxAddress) is { Length: > 0 and <= MaxAddress } address ? Encoding.UTF8.GetString(address).TrimEnd('\n') : null;

    /// <summary>
    /// Keeps bytes that were fetched. The address is kept first, so that there is no moment at which they could pass for
    /// bytes of this machine; a blob that was fetched once counts as fetched.
    /// </summary>
    public Digest PutFetched(ReadOnlySpan<byte> bytes, string address)
    {
        var digest = Digest.Of(bytes);
        PutFetched(bytes, digest, address);
        return digest;
    }

    /// <summary>As <see cref="PutFetched(ReadOnlySpan{byte}, string)"/> for bytes whose digest has just been computed.</summary>
    public void PutFetched(ReadOnlySpan<byte> bytes, Digest digest, string address)
    {
        string path = OriginPath(digest);
        if (FetchedFrom(digest) != address)
        {
            EnsureFolder(path);
            StoreFile.Write(path, Encoding.UTF8.GetBytes(address + "\n"));
        }

        // What is torn before it reached the disk does not have its digest, and is fetched again.
        Put(bytes, digest, toDisk: false);
    }

    private string OriginPath(Digest digest)
    {
        string hex = digest.Hex;
        return Path.Combine(Root, "origins", hex[..2], hex[2..]);
    }
}
