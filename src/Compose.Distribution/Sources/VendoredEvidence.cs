using System.Collections.Concurrent;
using Compose.Distribution.Artifacts;
using Compose.Distribution.Oci;
using Compose.Trust;

namespace Compose.Distribution.Sources;

/// <summary>
/// Signatures that a plan's vendored folder holds, used where they are: neither a network nor a store is asked. Each folder is
/// read once.
/// </summary>
public sealed class VendoredEvidence : ITrustEvidenceSource
{
    private readonly ConcurrentDictionary<string, Lazy<ILookup<Digest, TrustEvidence>>> _folders = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<TrustEvidence> Find(TrustSubject subject) => subject.Vendored is { } folder && ImageLayout.IsAt(folder)
        ? [.. _folders.GetOrAdd(folder, static path => new(() => Read(path))).Value[subject.Digest]]
        : [];

    /// <summary>By the digest of a layer, what refers to a manifest with that layer.</summary>
    private static ILookup<Digest, TrustEvidence> Read(string folder)
    {
        var layout = new ImageLayout(folder);
        var found = new List<(Digest Layer, TrustEvidence Evidence)>();
        foreach (OciContent content in layout.Manifests())
        {
            OciManifest manifest = OciManifest.Read(content.Bytes.Span, layout.Address);
            if (manifest.Subject is null)
            {
                foreach (TrustEvidence evidence in ArtifactSignatures.FindAsync(layout, [content], layout.Address, CancellationToken.None).GetAwaiter().GetResult())
                {
                    found.AddRange(manifest.Layers.Select(layer => (layer.Digest, evidence)));
                }
            }
        }

        return found.ToLookup(each => each.Layer, each => each.Evidence);
    }
}
