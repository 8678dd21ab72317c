using Compose.Capabilities.KeyValue;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary><c>wasi:keyvalue/batch</c>: each call is one transaction.</summary>
internal static class BatchInterface
{
    public const string Name = "wasi:keyvalue/batch";

    /// <summary>Most bytes of values that one call hands over.</summary>
    private const long MostBytes = 256 << 20;

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(StoreInterface.BucketType)
        .Refusing(KeyValueErrors.AccessDenied)
        .Function("get-many", static (_, args) => GetMany(args[0].AsObject<Bucket>(), args[1].AsList))
        .Function("set-many", static (_, args) =>
        {
            Value[] entries = args[1].AsList;
            var changes = new BucketChange[entries.Length];
            for (int i = 0; i < changes.Length; i++)
            {
                changes[i] = new BucketChange(entries[i][0].AsString, entries[i][1].AsBytes);
            }

            return KeyValueErrors.Apply(args[0].AsObject<Bucket>(), changes);
        })
        .Function("delete-many", static (_, args) =>
        {
            Value[] keys = args[1].AsList;
            var changes = new BucketChange[keys.Length];
            for (int i = 0; i < changes.Length; i++)
            {
                changes[i] = new BucketChange(keys[i].AsString, null);
            }

            return KeyValueErrors.Apply(args[0].AsObject<Bucket>(), changes);
        })
        .Instance;

    private static Value GetMany(Bucket bucket, Value[] keys) => KeyValueErrors.Try(() =>
    {
        var answers = new Value[keys.Length];
        long total = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            string key = keys[i].AsString;
            byte[]? value = bucket.Store.Get(key);
            total += value?.Length ?? 0;
            if (total > MostBytes)
            {
                throw new KeyValueException($"the values have more than {MostBytes} bytes together; ask for fewer");
            }

            bucket.Spend(value?.Length ?? 0);
            answers[i] = value is null ? Value.None : Value.Some(Value.Tuple(Value.From(key), Value.From(value)));
        }

        return Value.Ok(Value.List(answers));
    });
}
