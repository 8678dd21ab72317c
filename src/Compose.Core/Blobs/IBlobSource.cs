namespace Compose;

/// <summary>
/// Where bytes are found by their digest: the store, files beside a plan, memory. Implementations verify the digest
/// before they answer; damaged bytes count as absent.
/// </summary>
public interface IBlobSource
{
    /// <summary>The bytes with this digest, or null if they are not here.</summary>
    /// <exception cref="ComposeException"><c>Blob.IOError</c>: the place could not be read.</exception>
    ReadOnlyMemory<byte>? TryGet(Digest digest);
}
