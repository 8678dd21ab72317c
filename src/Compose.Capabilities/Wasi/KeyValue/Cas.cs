namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary>The resource <c>wasi:keyvalue/atomics#cas</c>: a key as it was when the handle was made.</summary>
internal sealed class Cas(NodeSession owner, Bucket bucket, string key, long version) : HostResource(owner)
{
    public Bucket Bucket => bucket;

    public string Key => key;

    public long Version => version;
}
