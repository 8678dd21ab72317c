using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary>
/// <c>sys:compose/blobs</c>: what the tenant holds, where the host keeps something for it; else what the instance puts is
/// its own, and lasts as long as the run. What the instance has compiled is among them.
/// </summary>
internal static class BlobsInterface
{
    public const string Name = "sys:compose/blobs";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("put", (_, args) => Put(state, args[0].AsBytes))
        .Function("get", (_, args) => Get(state, args[0].AsBytes))
        .Function("has", (_, args) => Value.From(Find(state, args[0].AsBytes) is not null))
        .Function("size", (_, args) => Find(state, args[0].AsBytes) is { } bytes ? Value.Some(Value.From((ulong)bytes.Length)) : Value.None)
        .Function("delete", (_, args) => Delete(state, args[0].AsBytes))
        .Function("list-all", (_, _) => Value.List([.. List(state).Select(digest => Value.From(digest.ToArray()))]))
        .Instance;

    /// <summary>The bytes of a digest, or <c>Blob.NotFound</c>.</summary>
    internal static Value Get(ComposerState state, byte[] digest) =>
        Find(state, digest) is { } bytes ? Value.Ok(Value.From(bytes)) : NotFound();

    private static Value Put(ComposerState state, byte[] bytes) => ComposeErrors.Try(() =>
        Value.Ok(Value.From((state.Shelf?.Put(bytes) ?? state.Put(bytes)).ToArray())));

    private static Value Delete(ComposerState state, byte[] bytes) => bytes.Length != Digest.Size ? NotFound() : ComposeErrors.Try(() =>
    {
        var digest = new Digest(bytes);
        bool isGone = state.Delete(digest);
        return state.Shelf?.Delete(digest) == true || isGone ? Value.Ok() : NotFound();
    });

    private static SortedSet<Digest> List(ComposerState state)
    {
        var all = new SortedSet<Digest>(state.List());
        foreach ((Digest digest, _) in state.Shelf?.List() ?? [])
        {
            all.Add(digest);
        }

        return all;
    }

    private static ReadOnlyMemory<byte>? Find(ComposerState state, byte[] digest) => digest.Length == Digest.Size ? state.Get(new Digest(digest)) : null;

    private static Value NotFound() => ComposeErrors.Err([new ComposeError(ErrorCodes.Blob.NotFound, "there is nothing with this digest")]);
}
