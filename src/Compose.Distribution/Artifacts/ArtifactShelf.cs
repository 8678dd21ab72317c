using Compose.Distribution.Oci;
using Compose.Store;
using Compose.Trust;

namespace Compose.Distribution.Artifacts;

/// <summary>Keeps what was fetched in the store: as fetched, so that trust asks who vouches for it, with its signatures beside it.</summary>
public static class ArtifactShelf
{
    /// <summary>Keeps every layer and the signatures; the address goes first, so that nothing passes for a file of this machine.</summary>
    /// <exception cref="ComposeException"><c>Blob.*</c>.</exception>
    public static void Keep(ContentStore store, PulledArtifact artifact)
    {
        foreach (PackedBlob layer in artifact.Layers)
        {
            store.PutFetched(layer.Bytes.Span, artifact.Address);
        }

        var evidence = new StoredEvidence(store);
        foreach (TrustEvidence signature in artifact.Signatures)
        {
            // Which of an artifact's layers a bundle is about shows when it is verified.
            foreach (PackedBlob layer in artifact.Layers)
            {
                evidence.Add(layer.Descriptor.Digest, signature);
            }
        }
    }
}
