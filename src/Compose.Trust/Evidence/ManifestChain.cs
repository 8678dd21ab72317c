using Compose.Signing;

namespace Compose.Trust;

/// <summary>
/// The way from an OCI manifest or index (image-spec) to the bytes of a layer, by digests. A document that could be read as
/// both a manifest and an index is refused: a signature would mean different things to different readers.
/// </summary>
internal static class ManifestChain
{
    private const int MaxBytes = 4 << 20, MaxEntries = 10_000;

    /// <summary>Each manifest names the next, and the last names the subject among its layers.</summary>
    /// <exception cref="ComposeException"><c>Trust.InvalidStatement</c>: one does not; <c>Trust.InvalidBundle</c>: it is no manifest.</exception>
    public static void Require(IReadOnlyList<ReadOnlyMemory<byte>> manifests, TrustSubject subject)
    {
        for (int i = 0; i < manifests.Count; i++)
        {
            bool isLast = i == manifests.Count - 1;
            long? size = isLast ? subject.Bytes.IsEmpty ? null : subject.Bytes.Length : manifests[i + 1].Length;
            Digest wanted = isLast ? subject.Digest : Digest.Of(manifests[i + 1].Span);
            if (!Names(manifests[i].Span, isLast ? "layers" : "manifests", isLast ? "manifests" : "layers", wanted, size))
            {
                throw new ComposeException(ErrorCodes.Trust.InvalidStatement, $"the manifest {Digest.Of(manifests[i].Span)} does not name {wanted}");
            }
        }
    }

    private static bool Names(ReadOnlySpan<byte> manifest, string list, string other, Digest wanted, long? size)
    {
        TrustJson json = TrustJson.Parse(manifest, ErrorCodes.Trust.InvalidBundle, MaxBytes);
        string? type = json.Text("mediaType");
        bool isIndex = list == "manifests";
        if (json.Get(other) is not null || (type is not null && type != (isIndex ? "application/vnd.oci.image.index.v1+json" : "application/vnd.oci.image.manifest.v1+json")
            && type != (isIndex ? "application/vnd.docker.distribution.manifest.list.v2+json" : "application/vnd.docker.distribution.manifest.v2+json")))
        {
            throw json.Fail($"it is no {(isIndex ? "index of manifests" : "manifest")}, or could be read as something else, too");
        }

        IReadOnlyList<TrustJson> entries = json.Items(list);
        if (entries.Count > MaxEntries)
        {
            throw json.Fail($"'{list}' has {entries.Count} entries; at most {MaxEntries} are read");
        }

        foreach (TrustJson entry in entries)
        {
            string digest = entry.Object().RequireText("digest");
            if (digest.StartsWith(Digest.Prefix, StringComparison.Ordinal) && Digest.TryParse(digest, out Digest named) && named == wanted)
            {
                return size is null || entry.Require("size").Integer() == size;
            }
        }

        return false;
    }
}
