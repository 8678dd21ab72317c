using System.Collections.Concurrent;
using Compose.Distribution.Oci;
using Compose.Distribution.Transport;
using Compose.Trust;

namespace Compose.Distribution.Artifacts;

/// <summary>Fetches artifacts, in our layouts and in those of wkg and oras.</summary>
public static class ArtifactPuller
{
    private const int MaxLayers = 1001, MaxIndexDepth = 2;

    /// <summary>Most bytes of one artifact, which are held at once.</summary>
    private const long MaxTotal = 1L << 30;

    /// <summary>Blobs that are on their way at once.</summary>
    internal const int Lanes = 6;

    /// <summary>Finds the manifest without fetching what it names.</summary>
    /// <exception cref="ComposeException"><c>Source.NotFound</c>, <c>Source.InvalidArtifact</c>, …</exception>
    public static async Task<(OciContent Content, OciManifest Manifest)> ResolveAsync(IOciRepository repository, string wanted, CancellationToken cancellation = default)
    {
        (IReadOnlyList<OciContent> way, OciManifest manifest) = await FollowAsync(repository, wanted, cancellation).ConfigureAwait(false);
        return (way[^1], manifest);
    }

    /// <summary>As <see cref="ResolveAsync"/>, with the indexes on the way to the manifest, which is last.</summary>
    internal static async Task<(IReadOnlyList<OciContent> Way, OciManifest Manifest)> FollowAsync(IOciRepository repository, string wanted, CancellationToken cancellation)
    {
        var way = new List<OciContent>(1);
        for (int depth = 0; ; depth++)
        {
            OciContent content = await repository.FindManifestAsync(wanted, cancellation).ConfigureAwait(false)
                ?? throw new ComposeException(ErrorCodes.Source.NotFound, $"{repository.Address} has nothing under {wanted}", hint: "check the name and the tag");
            way.Add(content);
            if (!OciMediaTypes.IsIndex(content.MediaType))
            {
                return OciMediaTypes.IsManifest(content.MediaType)
                    ? (way, OciManifest.Read(content.Bytes.Span, repository.Address))
                    : throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{repository.Address}:{wanted} is of the type {CleanText.Of(content.MediaType)}, not an image manifest");
            }

            // An index of one: what some tools put around an artifact. Of several, the WebAssembly one.
            IReadOnlyList<OciDescriptor> entries = OciManifest.ReadIndex(content.Bytes.Span, repository.Address);
            if (entries.Count != 1 || depth == MaxIndexDepth)
            {
                throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{repository.Address}:{wanted} is an index of {entries.Count} manifests", hint: "name one of them by its digest: NAME@sha256:…");
            }

            wanted = entries[0].Digest.ToString();
        }
    }

    /// <summary>Fetches an artifact with its signatures.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="wanted">A tag or digest.</param>
    /// <param name="withSignatures">True to look for what refers to it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public static async Task<PulledArtifact> PullAsync(IOciRepository repository, string wanted, bool withSignatures, CancellationToken cancellation = default)
    {
        (IReadOnlyList<OciContent> way, OciManifest manifest) = await FollowAsync(repository, wanted, cancellation).ConfigureAwait(false);
        OciContent content = way[^1];
        string address = $"{repository.Address}@{content.Digest}";
        ArtifactKind kind = KindOf(manifest);
        CheckShape(manifest, kind, address);
        Task<PackedBlob[]> layers = FetchAsync(repository, manifest.Layers, address, cancellation);
        Task<IReadOnlyList<TrustEvidence>> signatures = withSignatures ? ArtifactSignatures.FindAsync(repository, way, address, cancellation) : Task.FromResult<IReadOnlyList<TrustEvidence>>([]);
        await Task.WhenAll(layers, signatures).ConfigureAwait(false);
        return new PulledArtifact(address, kind, content.Descriptor with { ArtifactType = manifest.ArtifactType }, layers.Result, signatures.Result);
    }

    /// <summary>What an artifact is, by its types.</summary>
    public static ArtifactKind KindOf(OciManifest manifest) =>
        manifest.Type == OciMediaTypes.Plan && manifest.Layers is [{ MediaType: OciMediaTypes.Plan }, ..] ? ArtifactKind.Plan
        : manifest.Layers is [{ MediaType: OciMediaTypes.WitBundle }, ..] ? ArtifactKind.WitBundle
        : manifest.Layers is [var only] && OciMediaTypes.IsWasm(only.MediaType) ? ArtifactKind.Wasm
        : ArtifactKind.Files;

    /// <summary>The bytes of descriptors, several at a time; those that stand twice are fetched once.</summary>
    private static async Task<PackedBlob[]> FetchAsync(IOciRepository repository, IReadOnlyList<OciDescriptor> layers, string address, CancellationToken cancellation)
    {
        OciDescriptor[] wanted = [.. layers.DistinctBy(layer => (layer.Digest, layer.Size))];
        long total = 0;
        foreach (OciDescriptor layer in wanted)
        {
            total += Math.Min(layer.Size, MaxTotal);
            if (total > MaxTotal || layer.Size > MaxTotal)
            {
                throw new ComposeException(ErrorCodes.Source.LimitExceeded, $"{address} has more than {MaxTotal} bytes", hint: "this is not what was asked for, or it is too large to be used");
            }
        }

        var found = new ConcurrentDictionary<(Digest, long), ReadOnlyMemory<byte>>();
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellation },
            async (layer, token) => found[(layer.Digest, layer.Size)] = await repository.GetBlobAsync(layer, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. layers.Select(layer => new PackedBlob(layer, found[(layer.Digest, layer.Size)]))];
    }

    private static void CheckShape(OciManifest manifest, ArtifactKind kind, string address)
    {
        if (manifest.Layers.Count is 0 or > MaxLayers)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{address} has {manifest.Layers.Count} layers; 1 to {MaxLayers} are fetched");
        }

        if (kind == ArtifactKind.Plan && manifest.Layers.Skip(1).FirstOrDefault(layer => !OciMediaTypes.IsWasm(layer.MediaType)) is { } strange)
        {
            throw new ComposeException(ErrorCodes.Source.InvalidArtifact, $"{address} is a plan with something that is no component: {CleanText.Of(strange.MediaType)}");
        }
    }
}
