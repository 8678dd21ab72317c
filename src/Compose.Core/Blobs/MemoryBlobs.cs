namespace Compose;

/// <summary>Blobs held in memory, by digest. Not for concurrent writers.</summary>
public sealed class MemoryBlobs : IBlobSource
{
    private readonly Dictionary<Digest, ReadOnlyMemory<byte>> _blobs = [];

    /// <summary>Keeps the bytes and returns their digest; the caller must not change them afterwards.</summary>
    public Digest Add(ReadOnlyMemory<byte> bytes)
    {
        var digest = Digest.Of(bytes.Span);
        _blobs[digest] = bytes;
        return digest;
    }

    /// <inheritdoc/>
    // A plain null would become empty bytes by way of the conversion from arrays.
    public ReadOnlyMemory<byte>? TryGet(Digest digest) => _blobs.TryGetValue(digest, out var bytes) ? bytes : (ReadOnlyMemory<byte>?)null;
}
