using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary><c>sys:compose/blobs</c>: the tenant's blobs, by digest; a tenant cannot learn what others hold.</summary>
internal static class BlobsInterface
{
    public const string Name = "sys:compose/blobs";

    private const int MaxBytes = 64 << 20, Denied = 0, NotFound = 1, InvalidDigest = 2, TooLarge = 3, QuotaExceeded = 4, IoError = 5;

    public static HostInstance Make(NodeSession session)
    {
        IBlobShelf? shelf = session.Authority.Grants.ContainsKey(Name) ? session.Authority.Facilities.Blobs : null;
        return new InterfaceBuilder(Name, session)
            .Function("put", (_, args) =>
            {
                byte[] bytes = args[0].AsBytes;
                return bytes.Length > MaxBytes ? Value.Err(Value.Case(TooLarge)) : Try(shelf, s => Value.From(s.Put(bytes).ToArray()));
            })
            .Function("get", (_, args) => WithDigest(shelf, args[0].AsBytes, static (s, digest) => s.TryGet(digest) is { } bytes ? Value.From(bytes) : null))
            .Function("has", (_, args) => WithDigest(shelf, args[0].AsBytes, static (s, digest) => Value.From(s.Holds(digest))))
            .Function("delete", (_, args) => WithDigest(shelf, args[0].AsBytes, static (s, digest) => Value.From(s.Delete(digest))))
            .Function("list-all", (_, _) => Try(shelf, static s => Value.List([.. s.List().Select(each => Value.From(each.Digest.ToArray()))])))
            .Instance;
    }

    private static Value WithDigest(IBlobShelf? shelf, byte[] bytes, Func<IBlobShelf, Digest, Value?> work) => shelf is null
        ? Value.Err(Value.Case(Denied))
        : bytes.Length != Digest.Size ? Value.Err(Value.Case(InvalidDigest)) : Try(shelf, s => work(s, new Digest(bytes)));

    private static Value Try(IBlobShelf? shelf, Func<IBlobShelf, Value?> work)
    {
        if (shelf is null)
        {
            return Value.Err(Value.Case(Denied));
        }

        try
        {
            return work(shelf) is { } value ? Value.Ok(value) : Value.Err(Value.Case(NotFound));
        }
        catch (ComposeException e)
        {
            return Value.Err(Value.Case(e.Error.Code == ErrorCodes.Blob.QuotaExceeded || e.Error.Code == ErrorCodes.Blob.StorageFull ? QuotaExceeded : IoError));
        }
    }
}
