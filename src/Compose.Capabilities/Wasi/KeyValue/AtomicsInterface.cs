using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.KeyValue;

/// <summary>
/// <c>wasi:keyvalue/atomics</c>. A number that <c>increment</c> counts is kept as decimal text, so that other languages
/// read it; 8 bytes (little endian) are read as well.
/// </summary>
internal static class AtomicsInterface
{
    public const string Name = "wasi:keyvalue/atomics";

    public static HostResourceType CasType { get; } = InterfaceBuilder.TypeOf("cas");

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(StoreInterface.BucketType)
        .Resource(CasType)
        .Refusing(KeyValueErrors.AccessDenied)
        .Function("increment", static (_, args) => Increment(args[0].AsObject<Bucket>(), args[1].AsString, unchecked((long)args[2].Bits)))
        .Function("[static]cas.new", static (_, args) =>
        {
            var bucket = args[0].AsObject<Bucket>();
            return Value.Ok(Value.Resource(new Cas(bucket.Owner, bucket, args[1].AsString, bucket.Store.Version(args[1].AsString))));
        })
        .Function("[method]cas.current", static (_, args) => KeyValueErrors.Try(Current(args[0].AsObject<Cas>())))
        .Refusing(Value.Err(Value.Case(0, KeyValueErrors.Denied)))
        .Function("swap", static (_, args) => Swap(args[0].AsObject<Cas>(), args[1].AsBytes))
        .Instance;

    private static Func<Value> Current(Cas cas) => () =>
    {
        byte[]? value = cas.Bucket.Store.Get(cas.Key);
        cas.Spend(value?.Length ?? 0);
        return Value.Ok(value is null ? Value.None : Value.Some(Value.From(value)));
    };

    private static Value Increment(Bucket bucket, string key, long delta)
    {
        if (bucket.IsReadOnly)
        {
            return KeyValueErrors.AccessDenied;
        }

        return KeyValueErrors.Try(() =>
        {
            long sum = 0;
            bool isNumber = true;
            bool fits = bucket.Store.Update(key, bucket.Quota, (value, _) =>
            {
                isNumber = TryNumber(value, out long before) && !Overflows(before, delta, out sum);
                return isNumber ? Encoding.ASCII.GetBytes(sum.ToString(CultureInfo.InvariantCulture)) : null;
            });
            return !isNumber ? KeyValueErrors.Other("the value is no number that can be counted so far")
                : fits ? Value.Ok(Value.From(sum))
                : KeyValueErrors.OverQuota;
        });
    }

    private static Value Swap(Cas cas, byte[] value)
    {
        Bucket bucket = cas.Bucket;
        cas.Release();
        if (bucket.IsReadOnly)
        {
            return Value.Err(Value.Case(0, KeyValueErrors.Denied));
        }

        bucket.Owner.CountOutput(value.Length);
        bucket.Spend(value.Length);
        bool isSame = true;
        long version = 0;
        Value result = KeyValueErrors.Try(() =>
        {
            bool fits = bucket.Store.Update(cas.Key, bucket.Quota, (_, now) =>
            {
                version = now;
                isSame = now == cas.Version;
                return isSame ? value : null;
            });
            return fits ? Value.Ok() : KeyValueErrors.OverQuota;
        });
        if (!result.IsOk)
        {
            return Value.Err(Value.Case(0, result.Payload));
        }

        return isSame ? result : Value.Err(Value.Case(1, Value.Resource(new Cas(bucket.Owner, bucket, cas.Key, version))));
    }

    private static bool TryNumber(byte[]? value, out long number)
    {
        number = 0;
        if (value is null)
        {
            return true;
        }

        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        return value.Length == 8 && BinaryPrimitives.TryReadInt64LittleEndian(value, out number);
    }

    private static bool Overflows(long a, long b, out long sum)
    {
        sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) < 0;
    }
}
