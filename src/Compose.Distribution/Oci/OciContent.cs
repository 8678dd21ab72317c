namespace Compose.Distribution.Oci;

/// <summary>A manifest or index as a repository holds it; its bytes have its digest.</summary>
public sealed record OciContent(string MediaType, ReadOnlyMemory<byte> Bytes, Digest Digest)
{
    public OciDescriptor Descriptor => new(MediaType, Digest, Bytes.Length);
}
