using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <summary>What any bucket takes.</summary>
public static class BucketLimits
{
    public const int MaxKeyBytes = 4_096;

    public const int MaxValueBytes = 64 << 20;

    /// <summary>What a bucket may hold where the grant has no quota.</summary>
    public const long DefaultQuota = 1L << 30;

    /// <summary>Refuses what is too long.</summary>
    internal static void Check(ReadOnlySpan<BucketChange> changes)
    {
        foreach (BucketChange change in changes)
        {
            if (Encoding.UTF8.GetByteCount(change.Key) > MaxKeyBytes)
            {
                throw new KeyValueException($"a key has at most {MaxKeyBytes} bytes");
            }

            if (change.Value is { } value && value.Length > MaxValueBytes)
            {
                throw new KeyValueException($"a value has at most {MaxValueBytes} bytes");
            }
        }
    }
}
