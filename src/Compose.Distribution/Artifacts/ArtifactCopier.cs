using Compose.Distribution.Oci;

namespace Compose.Distribution.Artifacts;

/// <summary>
/// Copies artifacts between registries and image layouts, byte for byte: manifests with all that they name, indexes with
/// all their manifests, and what refers to them.
/// </summary>
public sealed class ArtifactCopier(IOciRepository from, IOciRepository to)
{
    private const int MaxDepth = 4, MaxManifests = 10_000;

    private readonly HashSet<Digest> _manifests = [];
    private readonly HashSet<Digest> _blobs = [];

    /// <summary>Manifests that were copied.</summary>
    public int Manifests => _manifests.Count;

    /// <summary>Blobs that were copied, or were there.</summary>
    public int Blobs => _blobs.Count;

    /// <summary>Copies one artifact.</summary>
    /// <param name="wanted">A tag or digest of the source.</param>
    /// <param name="tag">The tag at the target; null for none.</param>
    /// <param name="withReferrers">True for what refers to it too: signatures, attestations.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public async Task<OciDescriptor> CopyAsync(string wanted, string? tag, bool withReferrers, CancellationToken cancellation = default)
    {
        OciContent content = await from.FindManifestAsync(wanted, cancellation).ConfigureAwait(false)
            ?? throw new ComposeException(ErrorCodes.Source.NotFound, $"{from.Address} has nothing under {wanted}", hint: "check the name and the tag");
        await CopyTreeAsync(content, withReferrers, 0, cancellation).ConfigureAwait(false);
        if (tag is not null)
        {
            await to.PutManifestAsync(content.Bytes, content.MediaType, tag, cancellation).ConfigureAwait(false);
        }

        return content.Descriptor;
    }

    private async Task CopyTreeAsync(OciContent content, bool withReferrers, int depth, CancellationToken cancellation)
    {
        if (!_manifests.Add(content.Digest))
        {
            return;
        }

        if (depth > MaxDepth || _manifests.Count > MaxManifests)
        {
            throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"{from.Address}@{content.Digest} leads deeper than {MaxDepth} levels or to more than {MaxManifests} manifests");
        }

        if (OciMediaTypes.IsIndex(content.MediaType))
        {
            foreach (OciDescriptor entry in OciManifest.ReadIndex(content.Bytes.Span, from.Address))
            {
                await CopyTreeAsync(await RequireAsync(entry, cancellation).ConfigureAwait(false), withReferrers, depth + 1, cancellation).ConfigureAwait(false);
            }
        }
        else
        {
            OciManifest manifest = OciManifest.Read(content.Bytes.Span, from.Address);
            await Parallel.ForEachAsync(
                manifest.Layers.Append(manifest.Config).Where(blob => _blobs.Add(blob.Digest)).ToArray(),
                new ParallelOptions { MaxDegreeOfParallelism = ArtifactPuller.Lanes, CancellationToken = cancellation },
                async (blob, token) => await CopyBlobAsync(blob, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await to.PutManifestAsync(content.Bytes, content.MediaType, null, cancellation).ConfigureAwait(false);
        if (withReferrers)
        {
            foreach (OciDescriptor referrer in await from.ReferrersAsync(content.Digest, null, cancellation).ConfigureAwait(false))
            {
                await CopyTreeAsync(await RequireAsync(referrer, cancellation).ConfigureAwait(false), withReferrers, depth + 1, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task CopyBlobAsync(OciDescriptor blob, CancellationToken cancellation)
    {
        if (await to.HasBlobAsync(blob.Digest, cancellation).ConfigureAwait(false) || await to.TryMountAsync(blob.Digest, from, cancellation).ConfigureAwait(false))
        {
            return;
        }

        await to.PutBlobAsync(blob.Digest, await from.GetBlobAsync(blob, cancellation).ConfigureAwait(false), blob.Title ?? blob.Digest.ToString(), cancellation).ConfigureAwait(false);
    }

    private async Task<OciContent> RequireAsync(OciDescriptor entry, CancellationToken cancellation) =>
        await from.FindManifestAsync(entry.Digest.ToString(), cancellation).ConfigureAwait(false)
        ?? throw new ComposeException(ErrorCodes.Source.NotFound, $"{from.Address} has no manifest {entry.Digest}, which is named in it", hint: "the source is not whole");
}
