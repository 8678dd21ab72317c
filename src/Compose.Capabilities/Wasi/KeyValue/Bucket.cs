using Compose.Capabilities.KeyValue;

namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary>The resource <c>wasi:keyvalue/store#bucket</c>.</summary>
internal sealed class Bucket(NodeSession owner, IBucket store, KeyValueParameters rules) : HostResource(owner)
{
    public IBucket Store => store;

    public bool IsReadOnly => rules.ReadOnly;

    /// <summary>The most bytes that it may hold.</summary>
    public long Quota => rules.QuotaBytes is { } bytes ? (long)Math.Min(bytes, long.MaxValue) : BucketLimits.DefaultQuota;

    protected override void OnRelease() => store.Dispose();
}
