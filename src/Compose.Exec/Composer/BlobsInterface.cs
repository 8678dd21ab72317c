using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>sys:compose/blobs</c>: what the instance puts is its own, and lasts as long as the run.</summary>
internal static class BlobsInterface
{
    public const string Name = "sys:compose/blobs";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("put", (_, args) => Put(state, args[0].AsBytes))
        .Function("get", (_, args) => Get(state, args[0].AsBytes))
        .Function("has", (_, args) => Value.From(Find(state, args[0].AsBytes) is not null))
        .Function("size", (_, args) => Find(state, args[0].AsBytes) is { } bytes ? Value.Some(Value.From((ulong)bytes.Length)) : Value.None)
        .Function("delete", (_, args) => Delete(state, args[0].AsBytes))
        .Function("list-all", (_, _) => Value.List([.. state.List().Select(digest => Value.From(digest.ToArray()))]))
        .Instance;

    /// <summary>The bytes of a digest, or <c>Blob.NotFound</c>.</summary>
    internal static Value Get(ComposerState state, byte[] digest) =>
        Find(state, digest) is { } bytes ? Value.Ok(Value.From(bytes)) : NotFound();

    private static Value Put(ComposerState state, byte[] bytes) => ComposeErrors.Try(() => Value.Ok(Value.From(state.Put(bytes).ToArray())));

    private static Value Delete(ComposerState state, byte[] digest) =>
        digest.Length == Digest.Size && state.Delete(new Digest(digest)) ? Value.Ok() : NotFound();

    private static ReadOnlyMemory<byte>? Find(ComposerState state, byte[] digest) => digest.Length == Digest.Size ? state.Get(new Digest(digest)) : null;

    private static Value NotFound() => ComposeErrors.Err([new ComposeError(ErrorCodes.Blob.NotFound, "the instance has put nothing with this digest")]);
}
