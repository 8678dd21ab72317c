using Compose.Distribution.Oci;

namespace Compose.Distribution.Artifacts;

/// <summary>Bytes with what the manifest says of them.</summary>
public sealed record PackedBlob(OciDescriptor Descriptor, ReadOnlyMemory<byte> Bytes)
{
    internal static PackedBlob Of(string mediaType, ReadOnlyMemory<byte> bytes, string? title = null) => new(
        new OciDescriptor(mediaType, Digest.Of(bytes.Span), bytes.Length)
        {
            Annotations = title is null ? new Dictionary<string, string>(0) : new Dictionary<string, string>(1) { [OciMediaTypes.TitleAnnotation] = title },
        },
        bytes);
}
