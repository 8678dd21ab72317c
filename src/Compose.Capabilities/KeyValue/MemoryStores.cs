using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <summary>Buckets in memory, which last as long as this object.</summary>
public sealed class MemoryStores : IKeyValueStores
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public IBucket Open(string name)
    {
        lock (_gate)
        {
            if (!_buckets.TryGetValue(name, out Bucket? bucket))
            {
                bucket = new Bucket();
                _buckets.Add(name, bucket);
            }

            return bucket;
        }
    }

    private sealed class Bucket : IBucket
    {
        private readonly Lock _gate = new();
        private readonly SortedSet<string> _keys = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (byte[] Value, long Version)> _entries = new(StringComparer.Ordinal);
        private long _version;

        public long Bytes { get; private set; }

        public void Dispose()
        {
            // The values stay for the next who opens it.
        }

        public byte[]? Get(string key)
        {
            lock (_gate)
            {
                return _entries.TryGetValue(key, out (byte[] Value, long Version) entry) ? entry.Value : null;
            }
        }

        public long Version(string key)
        {
            lock (_gate)
            {
                return _entries.TryGetValue(key, out (byte[] Value, long Version) entry) ? entry.Version : 0;
            }
        }

        public IReadOnlyList<string> Keys(string? after, int most)
        {
            lock (_gate)
            {
                return KeyPage.Of(_keys, after, most);
            }
        }

        public bool Apply(ReadOnlySpan<BucketChange> changes, long? quota)
        {
            BucketLimits.Check(changes);
            lock (_gate)
            {
                long growth = BucketGrowth.Of(changes, key => _entries.TryGetValue(key, out (byte[] Value, long Version) entry) ? entry.Value.Length : -1);
                if (quota is { } most && growth > 0 && Bytes + growth > most)
                {
                    return false;
                }

                foreach (BucketChange change in changes)
                {
                    if (change.Value is { } value)
                    {
                        _keys.Add(change.Key);
                        _entries[change.Key] = (value, ++_version);
                    }
                    else if (_entries.Remove(change.Key))
                    {
                        _keys.Remove(change.Key);
                    }
                }

                Bytes += growth;
                return true;
            }
        }

        public bool Update(string key, long? quota, Func<byte[]?, long, byte[]?> change)
        {
            lock (_gate)
            {
                return change(Get(key), Version(key)) is not { } value || Apply([new BucketChange(key, value)], quota);
            }
        }
    }
}
