namespace Compose;

/// <summary>Blobs that one tenant holds: what a guest with the grant may put, get and let go of.</summary>
public interface IBlobShelf : IBlobSource
{
    /// <exception cref="ComposeException"><c>Blob.*</c>.</exception>
    Digest Put(ReadOnlySpan<byte> bytes);

    /// <summary>True if the tenant holds the blob.</summary>
    bool Holds(Digest digest);

    /// <summary>Lets go of a blob; false if the tenant did not hold it.</summary>
    bool Delete(Digest digest);

    /// <summary>What the tenant holds, with sizes in bytes, by digest.</summary>
    IReadOnlyList<(Digest Digest, long Size)> List();
}
