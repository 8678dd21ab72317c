namespace Compose.Capabilities.KeyValue;

/// <summary>
/// Keys and their values. What a method has done is done for good when it returns, all of it or nothing, even if the
/// machine stops. Members may be called from any thread.
/// </summary>
public interface IBucket : IDisposable
{
    /// <summary>Bytes of all keys and values.</summary>
    long Bytes { get; }

    /// <summary>The value of a key, or null.</summary>
    byte[]? Get(string key);

    /// <summary>A number that changes with each change of the key; 0 where there is none.</summary>
    long Version(string key);

    /// <summary>The keys after <paramref name="after"/> in ordinal order, at most so many.</summary>
    IReadOnlyList<string> Keys(string? after, int most);

    /// <summary>Makes all the changes in order, as one.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="quota">The most bytes that the bucket may hold afterwards, unless it held more before; null for none.</param>
    /// <returns>False if the quota forbids it: then nothing has changed.</returns>
    /// <exception cref="KeyValueException">A key or value is too long, or the disk failed.</exception>
    bool Apply(ReadOnlySpan<BucketChange> changes, long? quota);

    /// <summary>Changes one key by what it is now, with nobody in between.</summary>
    /// <param name="key">The key.</param>
    /// <param name="quota">As for <see cref="Apply"/>.</param>
    /// <param name="change">From the value (null for none) and its version to the new value; null leaves it.</param>
    /// <returns>False if the quota forbids it.</returns>
    bool Update(string key, long? quota, Func<byte[]?, long, byte[]?> change);
}
