namespace Compose.Capabilities.KeyValue;

/// <summary>The buckets of one tenant, by name.</summary>
public interface IKeyValueStores
{
    /// <summary>Opens a bucket, and makes it where there is none. Whoever opened it disposes of it.</summary>
    /// <exception cref="KeyValueException">It cannot be opened.</exception>
    IBucket Open(string name);
}
