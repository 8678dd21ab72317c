using System.Text;

namespace Compose.Capabilities.KeyValue;

/// <summary>By how many bytes of keys and values a bucket grows with changes.</summary>
internal static class BucketGrowth
{
    /// <param name="changes">The changes, in order; a later one of the same key replaces an earlier.</param>
    /// <param name="lengthOf">The length of a key's value now, -1 for none.</param>
    public static long Of(ReadOnlySpan<BucketChange> changes, Func<string, int> lengthOf)
    {
        Dictionary<string, int>? last = changes.Length > 1 ? new Dictionary<string, int>(StringComparer.Ordinal) : null;
        long growth = 0;
        foreach (BucketChange change in changes)
        {
            int before = last is not null && last.TryGetValue(change.Key, out int seen) ? seen : lengthOf(change.Key);
            int after = change.Value?.Length ?? -1;
            int key = Encoding.UTF8.GetByteCount(change.Key);
            growth += (after < 0 ? 0 : key + (long)after) - (before < 0 ? 0 : key + (long)before);
            last?[change.Key] = after;
        }

        return growth;
    }
}
