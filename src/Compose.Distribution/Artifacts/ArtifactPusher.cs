using System.Globalization;
using Compose.Distribution.Oci;

namespace Compose.Distribution.Artifacts;

/// <summary>Sends artifacts: blobs first, then the manifest that names them, so that what can be found is whole.</summary>
public static class ArtifactPusher
{
    /// <summary>Sends an artifact under its tags, and signatures that refer to it.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="artifact">What is sent.</param>
    /// <param name="tags">Tags; none leaves it to be found by its digest.</param>
    /// <param name="signatures">Sigstore bundles, and signatures of other manifests with the same bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public static async Task<PushResult> PushAsync(IOciRepository repository, PackedArtifact artifact, IReadOnlyList<string> tags, IReadOnlyList<ReadOnlyMemory<byte>> signatures, CancellationToken cancellation = default)
    {
        var subject = new OciDescriptor(artifact.Manifest.MediaType, artifact.Digest, artifact.ManifestBytes.Length) { ArtifactType = artifact.Manifest.ArtifactType };
        await SendAsync(repository, artifact, null, cancellation).ConfigureAwait(false);
        var sent = new List<OciDescriptor>(signatures.Count);
        foreach (ReadOnlyMemory<byte> signature in signatures)
        {
            sent.Add(await AttachAsync(repository, subject, signature, cancellation).ConfigureAwait(false));
        }

        // Tagged last: whoever finds the tag finds the signatures too.
        foreach (string tag in tags)
        {
            await repository.PutManifestAsync(artifact.ManifestBytes, artifact.Manifest.MediaType, tag, cancellation).ConfigureAwait(false);
        }

        return new PushResult(subject, sent);
    }

    /// <summary>Sends a signature that refers to a manifest.</summary>
    /// <exception cref="ComposeException"><c>Source.*</c>.</exception>
    public static async Task<OciDescriptor> AttachAsync(IOciRepository repository, OciDescriptor subject, ReadOnlyMemory<byte> signature, CancellationToken cancellation = default)
    {
        PackedArtifact packed = ArtifactPacker.Signature(signature, subject);
        await SendAsync(repository, packed, null, cancellation).ConfigureAwait(false);
        return new OciDescriptor(packed.Manifest.MediaType, packed.Digest, packed.ManifestBytes.Length);
    }

    private static async Task SendAsync(IOciRepository repository, PackedArtifact artifact, string? tag, CancellationToken cancellation)
    {
        PackedBlob config = artifact.Config;
        await Parallel.ForEachAsync(
            artifact.Layers.Append(config).DistinctBy(blob => blob.Descriptor.Digest),
            new ParallelOptions { MaxDegreeOfParallelism = ArtifactPuller.Lanes, CancellationToken = cancellation },
            async (blob, token) => await repository.PutBlobAsync(blob.Descriptor.Digest, blob.Bytes, ReferenceEquals(blob, config) ? string.Create(CultureInfo.InvariantCulture, $"config ({blob.Descriptor.Size} bytes)") : blob.Descriptor.Title ?? blob.Descriptor.Digest.ToString(), token).ConfigureAwait(false)).ConfigureAwait(false);
        await repository.PutManifestAsync(artifact.ManifestBytes, artifact.Manifest.MediaType, tag, cancellation).ConfigureAwait(false);
    }
}
