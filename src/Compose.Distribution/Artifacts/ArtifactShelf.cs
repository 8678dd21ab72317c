using System.Runtime.ExceptionServices;
using Compose.Distribution.Oci;
using Compose.Store;
using Compose.Trust;

namespace Compose.Distribution.Artifacts;

/// <summary>Keeps what was fetched in the store: as fetched, so that trust asks who vouches for it, with its signatures beside it.</summary>
public static class ArtifactShelf
{
    // A signature is kept for each layer: whoever may write to a registry must not fill this machine with them.
    private const long MaxSignatureBytes = 256 << 20;

    private static readonly ParallelOptions s_writers = new() { MaxDegreeOfParallelism = 16 };

    /// <summary>Keeps every layer and the signatures; the address goes first, so that nothing passes for a file of this machine.</summary>
    /// <exception cref="ComposeException"><c>Blob.*</c>; <c>Source.LimitExceeded</c>.</exception>
    public static void Keep(ContentStore store, PulledArtifact artifact)
    {
        try
        {
            // Each waits for the disk once: many wait together.
            Parallel.ForEach(artifact.Layers.DistinctBy(layer => layer.Descriptor.Digest), s_writers, layer => store.PutFetched(layer.Bytes.Span, layer.Descriptor.Digest, artifact.Address));
        }
        catch (AggregateException e) when (e.InnerException is ComposeException first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        var evidence = new StoredEvidence(store);
        long kept = 0;
        foreach (TrustEvidence signature in artifact.Signatures)
        {
            kept += (long)signature.Bytes.Length * artifact.Layers.Count;
            if (kept > MaxSignatureBytes)
            {
                throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"the signatures of {artifact.Address} take more than {MaxSignatureBytes} bytes for all its layers", hint: "fetch it without them: composectl pull --no-signatures");
            }

            // Which of an artifact's layers a bundle is about shows when it is verified.
            foreach (PackedBlob layer in artifact.Layers)
            {
                evidence.Add(layer.Descriptor.Digest, signature);
            }
        }
    }
}
