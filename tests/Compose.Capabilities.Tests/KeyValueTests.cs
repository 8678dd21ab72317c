using System.Text;
using Compose.Capabilities.KeyValue;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary><c>wasi:keyvalue</c> under grants and quotas, and its store on disk after crashes.</summary>
public sealed class KeyValueTests : IDisposable
{
    private const int NoSuchStore = 0, Denied = 1, Other = 2;
    private const string Store = "wasi:keyvalue/store#";
    private const string Method = "wasi:keyvalue/store#[method]bucket.";

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-kv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bucket_ThatIsGranted_KeepsWhatIsSet()
    {
        Caller caller = With(new KeyValueParameters { Buckets = ["a"] });
        Value bucket = caller.Call(Store + "open", Value.From("a")).Ok();
        caller.Call(Method + "set", bucket, Value.From("key"), Text("value")).Ok();
        Assert.Equal("value", Encoding.UTF8.GetString(caller.Call(Method + "get", bucket, Value.From("key")).Ok().Payload.AsBytes));
        Assert.True(caller.Call(Method + "exists", bucket, Value.From("key")).Ok().AsBool);
        caller.Call(Method + "delete", bucket, Value.From("key")).Ok();
        caller.Call(Method + "delete", bucket, Value.From("key")).Ok();
        Assert.False(caller.Call(Method + "get", bucket, Value.From("key")).Ok().IsSome);
        Assert.False(caller.Call(Method + "exists", bucket, Value.From("key")).Ok().AsBool);
    }

    [Fact]
    public void Bucket_ThatIsNotGranted_IsDenied()
    {
        Assert.Equal(Denied, With(null).Call(Store + "open", Value.From("a")).Err());
        Caller caller = With(new KeyValueParameters { Buckets = ["a"] });
        Assert.Equal(Denied, caller.Call(Store + "open", Value.From("b")).Err());
        Assert.Equal(Denied, caller.Call(Store + "open", Value.From("../a")).Err());
        var none = new Caller(new NodeAuthority(new InstancePath("app")) { KeyValue = new KeyValueParameters() }, new HostServices());
        Assert.Equal(NoSuchStore, none.Call(Store + "open", Value.From("a")).Err());
    }

    [Fact]
    public void Bucket_ThatIsReadOnly_RefusesEveryChange()
    {
        Caller caller = With(new KeyValueParameters { ReadOnly = true });
        Value bucket = caller.Call(Store + "open", Value.From("a")).Ok();
        Assert.Equal(Denied, caller.Call(Method + "set", bucket, Value.From("k"), Text("v")).Err());
        Assert.Equal(Denied, caller.Call(Method + "delete", bucket, Value.From("k")).Err());
        Assert.Equal(Denied, caller.Call("wasi:keyvalue/atomics#increment", bucket, Value.From("k"), Value.From(1L)).Err());
        Assert.Equal(Denied, caller.Call("wasi:keyvalue/batch#delete-many", bucket, Value.List(Value.From("k"))).Err());
        Value cas = caller.Call("wasi:keyvalue/atomics#[static]cas.new", bucket, Value.From("k")).Ok();
        Assert.Equal((0, Denied), (caller.Call("wasi:keyvalue/atomics#swap", cas, Text("v")) is var swap ? swap.Err() : -1, swap.Payload.Payload.CaseIndex));
    }

    [Fact]
    public void Quota_UsedUp_RefusesGrowthAndNothingElse()
    {
        Caller caller = With(new KeyValueParameters { QuotaBytes = 10 });
        Value bucket = caller.Call(Store + "open", Value.From("a")).Ok();
        caller.Call(Method + "set", bucket, Value.From("k"), Text("123456789")).Ok();
        Assert.Equal(Other, caller.Call(Method + "set", bucket, Value.From("k"), Text("1234567890")).Err());
        Assert.Equal(Other, caller.Call(Method + "set", bucket, Value.From("l"), Text("")).Err());
        caller.Call(Method + "set", bucket, Value.From("k"), Text("1")).Ok();
        Assert.Equal(Other, caller.Call("wasi:keyvalue/batch#set-many", bucket, Value.List(Pair("l", "12"), Pair("m", "1234567"))).Err());
        Assert.False(caller.Call(Method + "exists", bucket, Value.From("l")).Ok().AsBool);
        caller.Call("wasi:keyvalue/batch#set-many", bucket, Value.List(Pair("l", "12"), Pair("l", "1234567"))).Ok();
    }

    [Fact]
    public void Atomics_CountAndSwap_WithNobodyInBetween()
    {
        Caller caller = With(new KeyValueParameters());
        Value bucket = caller.Call(Store + "open", Value.From("a")).Ok();
        Assert.Equal(5L, (long)caller.Call("wasi:keyvalue/atomics#increment", bucket, Value.From("n"), Value.From(5L)).Ok().Bits);
        Assert.Equal(-2L, (long)caller.Call("wasi:keyvalue/atomics#increment", bucket, Value.From("n"), Value.From(-7L)).Ok().Bits);
        caller.Call(Method + "set", bucket, Value.From("n"), Text("no number")).Ok();
        Assert.Equal(Other, caller.Call("wasi:keyvalue/atomics#increment", bucket, Value.From("n"), Value.From(1L)).Err());
        caller.Call(Method + "set", bucket, Value.From("n"), Text("9223372036854775807")).Ok();
        Assert.Equal(Other, caller.Call("wasi:keyvalue/atomics#increment", bucket, Value.From("n"), Value.From(1L)).Err());

        Value early = caller.Call("wasi:keyvalue/atomics#[static]cas.new", bucket, Value.From("x")).Ok();
        Value late = caller.Call("wasi:keyvalue/atomics#[static]cas.new", bucket, Value.From("x")).Ok();
        Assert.False(caller.Call("wasi:keyvalue/atomics#[method]cas.current", early).Ok().IsSome);
        caller.Call("wasi:keyvalue/atomics#swap", early, Text("1")).Ok();
        Value lost = caller.Call("wasi:keyvalue/atomics#swap", late, Text("2"));
        Assert.Equal(1, lost.Err());
        Value again = lost.Payload.Payload;
        Assert.Equal("1", Encoding.UTF8.GetString(caller.Call("wasi:keyvalue/atomics#[method]cas.current", again).Ok().Payload.AsBytes));
        caller.Call("wasi:keyvalue/atomics#swap", again, Text("3")).Ok();
    }

    [Fact]
    public void Keys_OfABigBucket_ComeInPages()
    {
        Caller caller = With(new KeyValueParameters());
        Value bucket = caller.Call(Store + "open", Value.From("a")).Ok();
        Value[] pairs = [.. Enumerable.Range(0, 2_500).Select(i => Pair(i.ToString("d5", System.Globalization.CultureInfo.InvariantCulture), "x"))];
        caller.Call("wasi:keyvalue/batch#set-many", bucket, Value.List(pairs)).Ok();
        var all = new List<string>();
        Value cursor = Value.None;
        do
        {
            Value page = caller.Call(Method + "list-keys", bucket, cursor).Ok();
            all.AddRange(page[0].AsList.Select(k => k.AsString));
            cursor = page[1];
        }
        while (cursor.IsSome);
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => i.ToString("d5", System.Globalization.CultureInfo.InvariantCulture)), all);
        Value[] many = caller.Call("wasi:keyvalue/batch#get-many", bucket, Value.List(Value.From("00001"), Value.From("none"))).Ok().AsList;
        Assert.Equal((true, false), (many[0].IsSome, many[1].IsSome));
    }

    [Fact]
    public void Disk_Reopened_HasEverything()
    {
        var stores = new DiskStores(_folder, "acme");
        using (IBucket bucket = stores.Open("Ünusual/../name"))
        {
            Assert.True(bucket.Apply([new BucketChange("a", [1]), new BucketChange("b", [2]), new BucketChange("a", null)], null));
            Assert.True(bucket.Apply([new BucketChange("c", new byte[100_000])], null));
        }

        using (IBucket bucket = stores.Open("Ünusual/../name"))
        {
            Assert.Equal(["b", "c"], bucket.Keys(null, 10));
            Assert.Equal([2], bucket.Get("b"));
            Assert.Equal(100_000, bucket.Get("c")!.Length);
            Assert.Equal(100_003, bucket.Bytes);
        }

        using IBucket other = new DiskStores(_folder, null).Open("Ünusual/../name");
        Assert.Empty(other.Keys(null, 10));
        Assert.All(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories), f => Assert.StartsWith(_folder, Path.GetFullPath(f), StringComparison.Ordinal));
    }

    [Fact]
    public void Disk_CutOffAnywhere_HasAPrefixOfTheTransactions()
    {
        var stores = new DiskStores(_folder, null);
        using (IBucket bucket = stores.Open("a"))
        {
            for (byte i = 0; i < 10; i++)
            {
                // Two keys in each transaction: both or none must survive.
                bucket.Apply([new BucketChange("x" + i, [i]), new BucketChange("y" + i, [i])], null);
            }
        }

        string path = Assert.Single(Directory.GetFiles(_folder, "*.kv", SearchOption.AllDirectories));
        byte[] whole = File.ReadAllBytes(path);
        int best = 0;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using IBucket bucket = stores.Open("a");
            IReadOnlyList<string> keys = bucket.Keys(null, 100);
            Assert.Equal(keys.Count(k => k[0] == 'x'), keys.Count(k => k[0] == 'y'));
            Assert.InRange(keys.Count / 2, best, best + 1);
            best = keys.Count / 2;
            Assert.True(bucket.Apply([new BucketChange("later", [1])], null));
        }

        Assert.Equal(10, best);
    }

    [Fact]
    public void Disk_WithDamage_KeepsWhatLiesBeforeIt()
    {
        var stores = new DiskStores(_folder, null);
        using (IBucket bucket = stores.Open("a"))
        {
            bucket.Apply([new BucketChange("first", [1])], null);
            bucket.Apply([new BucketChange("second", [2])], null);
        }

        string path = Assert.Single(Directory.GetFiles(_folder, "*.kv", SearchOption.AllDirectories));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        using (IBucket bucket = stores.Open("a"))
        {
            Assert.Equal(["first"], bucket.Keys(null, 10));
        }

        File.WriteAllBytes(path, Encoding.UTF8.GetBytes("this is somebody else's file"));
        Assert.Throws<KeyValueException>(() => stores.Open("a"));
        Assert.Equal("this is somebody else's file", File.ReadAllText(path));
    }

    [Fact]
    public void Disk_OverwrittenOftenEnough_StaysSmall()
    {
        var stores = new DiskStores(_folder, null);
        using (IBucket bucket = stores.Open("a"))
        {
            for (int i = 0; i < 200; i++)
            {
                Assert.True(bucket.Apply([new BucketChange("k" + (i % 3), Enumerable.Repeat((byte)i, 50_000).ToArray())], 200_000));
            }

            Assert.Equal(199, bucket.Get("k" + (199 % 3))![0]);
        }

        Assert.InRange(new FileInfo(Directory.GetFiles(_folder, "*.kv", SearchOption.AllDirectories).Single()).Length, 150_000, 3_000_000);
        using IBucket again = stores.Open("a");
        Assert.Equal([197, 198, 199], (byte[])[again.Get("k2")![0], again.Get("k0")![0], again.Get("k1")![0]]);
    }

    [Fact]
    public void Log_OfAGuest_StaysOnItsLine()
    {
        var text = new StringWriter { NewLine = "\n" };
        var caller = new Caller(new NodeAuthority(new InstancePath("app/db")) { Logging = true }, new HostServices { Log = new TextLog(text) });
        caller.Call("wasi:logging/logging#log", Value.Case(3), Value.From("ctx"), Value.From("one\n[error] forged: \u001b[31mred\u001b[0m \u202ebackwards\0\u2028 end\\"));
        Assert.Equal("[warn] app/db: ctx: one\\n[error] forged: \\u{1b}[31mred\\u{1b}[0m \\u{202e}backwards\\u{0}\\u{2028} end\\\\\n", text.ToString());
        var silent = new Caller(new NodeAuthority(new InstancePath("app")), new HostServices { Log = new TextLog(text) });
        silent.Call("wasi:logging/logging#log", Value.Case(5), Value.From(""), Value.From("unheard"));
        Assert.DoesNotContain("unheard", text.ToString(), StringComparison.Ordinal);
    }

    private static Value Text(string text) => Value.From(Encoding.UTF8.GetBytes(text));

    private static Value Pair(string key, string value) => Value.Tuple(Value.From(key), Text(value));

    private static Caller With(KeyValueParameters? rules) =>
        new(new NodeAuthority(new InstancePath("app")) { KeyValue = rules }, new HostServices { KeyValue = new MemoryStores() });
}
