using Compose.Distribution.Oci;
using Compose.Trust;

namespace Compose.Distribution.Artifacts;

/// <summary>An artifact as it was fetched: every byte has the digest that its manifest names.</summary>
/// <param name="Address">Where it was found, pinned to the manifest's digest.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Descriptor">The manifest.</param>
/// <param name="Layers">The files, in order.</param>
/// <param name="Signatures">Signatures of it or of its manifest. Nothing in them is believed yet.</param>
public sealed record PulledArtifact(string Address, ArtifactKind Kind, OciDescriptor Descriptor, IReadOnlyList<PackedBlob> Layers, IReadOnlyList<TrustEvidence> Signatures)
{
    /// <summary>The component, plan or tar itself.</summary>
    public PackedBlob Main => Layers[0];
}
