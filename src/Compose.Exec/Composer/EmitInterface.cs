using Compose.Capabilities.Wasi;
using Compose.Emit;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>sys:compose/emit</c>: artifacts of the aware form; they stay with the instance.</summary>
internal static class EmitInterface
{
    public const string Name = "sys:compose/emit";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("compose", (_, args) => Compose(state, args[0]))
        .Function("get-artifact", (_, args) => BlobsInterface.Get(state, args[0].AsBytes))
        .Function("check-cache", (_, args) => args[0].AsBytes is { Length: Digest.Size } key && state.ArtifactOf(new Digest(key)) is { } artifact
            ? Value.Some(Value.From(artifact.ToArray()))
            : Value.None)
        .Instance;

    private static HostOutcome Compose(ComposerState state, Value plan) => HostOutcome.Pending(new ValueTask<Value>(Task.Run(() => ComposeErrors.Try(() =>
    {
        EmitResult result = state.Loader().Load(PlanValues.Encode(plan), "plan").Artifact!;
        Digest artifact = state.Put(result.Bytes);
        state.KeepArtifact(result.Key.Value, artifact);
        return Value.Ok(Value.Record(
            Value.From(artifact.ToArray()), Value.From((ulong)result.Bytes.Length), Value.From(result.Key.Value.ToArray())));
    }))));
}
