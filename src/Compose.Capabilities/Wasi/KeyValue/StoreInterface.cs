using Compose.Capabilities.KeyValue;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary><c>wasi:keyvalue/store</c>; denied, opening is <c>access-denied</c>.</summary>
internal static class StoreInterface
{
    public const string Name = "wasi:keyvalue/store";

    private const int PageKeys = 1_000;

    public static HostResourceType BucketType { get; } = InterfaceBuilder.TypeOf("bucket");

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(BucketType)
        .Refusing(KeyValueErrors.AccessDenied)
        .Function("open", (_, args) => Open(session, args[0].AsString))
        .Function("[method]bucket.get", static (_, args) => KeyValueErrors.Try(Get(args[0].AsObject<Bucket>(), args[1].AsString)))
        .Function("[method]bucket.set", static (_, args) =>
            KeyValueErrors.Apply(args[0].AsObject<Bucket>(), [new BucketChange(args[1].AsString, args[2].AsBytes)]))
        .Function("[method]bucket.delete", static (_, args) =>
            KeyValueErrors.Apply(args[0].AsObject<Bucket>(), [new BucketChange(args[1].AsString, null)]))
        .Function("[method]bucket.exists", static (_, args) =>
            Value.Ok(Value.From(args[0].AsObject<Bucket>().Store.Version(args[1].AsString) != 0)))
        .Function("[method]bucket.list-keys", static (_, args) =>
            Keys(args[0].AsObject<Bucket>(), args[1].IsSome ? args[1].Payload.AsString : null))
        .Instance;

    private static Func<Value> Get(Bucket bucket, string key) => () =>
    {
        byte[]? value = bucket.Store.Get(key);
        bucket.Spend(value?.Length ?? 0);
        return Value.Ok(value is null ? Value.None : Value.Some(Value.From(value)));
    };

    private static Value Open(NodeSession session, string name)
    {
        if (session.Authority.KeyValue is not { } rules || (rules.Buckets is { } buckets && !buckets.Contains(name)))
        {
            session.NoteRefusal(Name, Name + "#open", "the bucket is not granted");
            return KeyValueErrors.AccessDenied;
        }

        if (name.Length > 255 || session.Services.KeyValue is not { } stores)
        {
            return KeyValueErrors.NoSuchStore;
        }

        return KeyValueErrors.Try(() => Value.Ok(Value.Resource(new Bucket(session, stores.Open(name), rules))));
    }

    private static Value Keys(Bucket bucket, string? after)
    {
        IReadOnlyList<string> keys = bucket.Store.Keys(after, PageKeys + 1);
        int count = Math.Min(keys.Count, PageKeys);
        var page = new Value[count];
        for (int i = 0; i < count; i++)
        {
            bucket.Spend(keys[i].Length);
            page[i] = Value.From(keys[i]);
        }

        return Value.Ok(Value.Record(Value.List(page), keys.Count > PageKeys ? Value.Some(Value.From(keys[PageKeys - 1])) : Value.None));
    }
}
