namespace Compose;

/// <summary>Asks several sources in order and answers with the first find.</summary>
public sealed class BlobChain(params IReadOnlyList<IBlobSource> sources) : IBlobSource
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? TryGet(Digest digest)
    {
        foreach (var source in sources)
        {
            if (source.TryGet(digest) is { } bytes)
            {
                return bytes;
            }
        }

        return null;
    }
}
