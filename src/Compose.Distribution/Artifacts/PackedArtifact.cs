using Compose.Distribution.Oci;

namespace Compose.Distribution.Artifacts;

/// <summary>An artifact ready to be sent: a manifest, and all that it names. The same input gives the same bytes.</summary>
public sealed class PackedArtifact
{
    internal PackedArtifact(ArtifactKind kind, PackedBlob config, IReadOnlyList<PackedBlob> layers, IReadOnlyDictionary<string, string> annotations, string? artifactType = null, OciDescriptor? subject = null)
    {
        Kind = kind;
        Config = config;
        Layers = layers;
        Manifest = new OciManifest
        {
            ArtifactType = artifactType,
            Config = config.Descriptor,
            Layers = [.. layers.Select(layer => layer.Descriptor)],
            Annotations = annotations,
            Subject = subject,
        };
        ManifestBytes = Manifest.Encode();
        Digest = Digest.Of(ManifestBytes.Span);
    }

    public ArtifactKind Kind { get; }

    public PackedBlob Config { get; }

    public IReadOnlyList<PackedBlob> Layers { get; }

    public OciManifest Manifest { get; }

    public ReadOnlyMemory<byte> ManifestBytes { get; }

    /// <summary>The digest of the manifest: the artifact's name for ever.</summary>
    public Digest Digest { get; }
}
