using Compose.Signing;

namespace Compose.Distribution.Oci;

/// <content>Referrers: the API, and the tag that stands for it where a registry has none (distribution-spec, "Referrers Tag Schema").</content>
internal sealed partial class RemoteRepository
{
    public async Task<IReadOnlyList<OciDescriptor>> ReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellation)
    {
        var found = new List<OciDescriptor>();
        string query = artifactType is null ? string.Empty : "?artifactType=" + Uri.EscapeDataString(artifactType);
        bool hasApi = await PagesAsync(At($"referrers/{subject}{query}"), $"list what refers to {subject}", json => found.AddRange(Listed(json.Items("manifests"), found.Count).Select(each => OciDescriptor.Read(each.Object()))), cancellation).ConfigureAwait(false);
        if (!hasApi && await FindManifestAsync(FallbackTag(subject), cancellation).ConfigureAwait(false) is { } index && OciMediaTypes.IsIndex(index.MediaType))
        {
            found.AddRange(OciManifest.ReadIndex(index.Bytes.Span, Address));
        }

        // A registry need not filter, and the index behind the tag never does.
        return artifactType is null ? found : [.. found.Where(each => each.ArtifactType == artifactType)];
    }

    private static string FallbackTag(Digest subject) => "sha256-" + subject.Hex;

    private async Task AddToFallbackAsync(Digest subject, ReadOnlyMemory<byte> manifest, Digest digest, CancellationToken cancellation)
    {
        OciManifest read = OciManifest.Read(manifest.Span, Address);
        OciContent? present = await FindManifestAsync(FallbackTag(subject), cancellation).ConfigureAwait(false);
        List<OciDescriptor> entries = present is not null && OciMediaTypes.IsIndex(present.MediaType) ? [.. OciManifest.ReadIndex(present.Bytes.Span, Address)] : [];
        if (entries.Exists(entry => entry.Digest == digest))
        {
            return;
        }

        entries.Add(new OciDescriptor(read.MediaType, digest, manifest.Length) { ArtifactType = read.Type, Annotations = read.Annotations });
        await PutManifestAsync(OciManifest.EncodeIndex(entries), OciMediaTypes.Index, FallbackTag(subject), cancellation).ConfigureAwait(false);
    }
}
