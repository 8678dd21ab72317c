using Compose.Distribution.Oci;
using Compose.Trust;

namespace Compose.Distribution.Artifacts;

/// <summary>
/// Finds signatures of an artifact: what refers to its manifest, or to the index that it was found by, and the tag under which
/// older versions of cosign keep theirs. Each comes with all that it takes to verify it without a registry.
/// </summary>
internal static class ArtifactSignatures
{
    /// <summary>The layer of a claim in the older form; its annotations hold the signature.</summary>
    private const string SimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";

    private const int MaxSignatures = 64, MaxSignature = 16 << 20;

    /// <param name="repository">Where.</param>
    /// <param name="way">The manifests from what was asked for to the artifact's own, which is last.</param>
    /// <param name="address">Where the artifact was found, for messages.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public static async Task<IReadOnlyList<TrustEvidence>> FindAsync(IOciRepository repository, IReadOnlyList<OciContent> way, string address, CancellationToken cancellation)
    {
        var found = new List<TrustEvidence>();
        for (int i = 0; i < way.Count; i++)
        {
            Digest subject = way[i].Digest;
            ReadOnlyMemory<byte>[] rest = [.. way.Skip(i).Select(each => each.Bytes)];
            foreach (OciDescriptor referrer in await repository.ReferrersAsync(subject, null, cancellation).ConfigureAwait(false))
            {
                // The index need not tell the true type of a referrer: its manifest does.
                if (found.Count < MaxSignatures && OciMediaTypes.IsManifest(referrer.MediaType)
                    && await repository.FindManifestAsync(referrer.Digest.ToString(), cancellation).ConfigureAwait(false) is { } content
                    && OciManifest.Read(content.Bytes.Span, repository.Address) is var manifest && manifest.Subject?.Digest == subject)
                {
                    await AddAsync(repository, manifest, subject, rest, address, found, cancellation).ConfigureAwait(false);
                }
            }

            if (await repository.FindManifestAsync($"sha256-{subject.Hex}.sig", cancellation).ConfigureAwait(false) is { } tagged && OciMediaTypes.IsManifest(tagged.MediaType))
            {
                await AddAsync(repository, OciManifest.Read(tagged.Bytes.Span, repository.Address), subject, rest, address, found, cancellation).ConfigureAwait(false);
            }
        }

        return found;
    }

    private static async Task AddAsync(IOciRepository repository, OciManifest holder, Digest subject, ReadOnlyMemory<byte>[] way, string address, List<TrustEvidence> found, CancellationToken cancellation)
    {
        foreach (OciDescriptor layer in holder.Layers)
        {
            bool isBundle = layer.MediaType.StartsWith(OciMediaTypes.SigstoreBundlePrefix, StringComparison.Ordinal);
            bool isKnown = isBundle || layer.MediaType is SimpleSigning or ManifestSignature.MediaType or OciMediaTypes.GitTag or OciMediaTypes.BareSignature;
            if (!isKnown || layer.Size > MaxSignature || found.Count == MaxSignatures)
            {
                continue;
            }

            ReadOnlyMemory<byte> bytes = await repository.GetBlobAsync(layer, cancellation).ConfigureAwait(false);
            found.Add(layer.MediaType switch
            {
                SimpleSigning => new ManifestSignature { Manifests = way, Content = bytes, Annotations = layer.Annotations }.ToEvidence(address),
                ManifestSignature.MediaType => new TrustEvidence(address, bytes, IsBundle: false) { IsOfManifest = true },
                OciMediaTypes.GitTag or OciMediaTypes.BareSignature => new TrustEvidence(address, bytes, IsBundle: false),
                _ when ManifestSignature.IsAbout(bytes.Span, subject) => new ManifestSignature { Manifests = way, Content = bytes }.ToEvidence(address),
                _ => new TrustEvidence(address, bytes, IsBundle: true),
            });
        }
    }
}
