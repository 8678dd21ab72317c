using Compose.Capabilities.KeyValue;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary>The variant <c>wasi:keyvalue/store#error</c>, and answers with it.</summary>
internal static class KeyValueErrors
{
    /// <summary>The error <c>access-denied</c> itself.</summary>
    public static Value Denied { get; } = Value.Case(1);

    public static Value NoSuchStore { get; } = Value.Err(Value.Case(0));

    public static Value AccessDenied { get; } = Value.Err(Denied);

    public static Value OverQuota { get; } = Other("the quota of the bucket is used up");

    /// <summary>The result <c>err(other(…))</c>.</summary>
    public static Value Other(string message) => Value.Err(Value.Case(2, Value.From(message)));

    /// <summary>Does something to a bucket and answers with its failure.</summary>
    public static Value Try(Func<Value> work)
    {
        try
        {
            return work();
        }
        catch (KeyValueException failure)
        {
            return Other(failure.Message);
        }
    }

    /// <summary>Makes changes if the grant lets them be made.</summary>
    public static Value Apply(Bucket bucket, BucketChange[] changes) => bucket.IsReadOnly
        ? AccessDenied
        : Try(() =>
        {
            foreach (BucketChange change in changes)
            {
                int bytes = change.Value?.Length ?? 0;
                bucket.Owner.CountOutput(bytes);
                bucket.Spend(bytes);
            }

            return bucket.Store.Apply(changes, bucket.Quota) ? Value.Ok() : OverQuota;
        });
}
