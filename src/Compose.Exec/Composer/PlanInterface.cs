using Compose.Capabilities.Wasi;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>sys:compose/plan</c>.</summary>
internal static class PlanInterface
{
    public const string Name = "sys:compose/plan";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("serialize", static (_, args) => Serialize(args[0]))
        .Function("deserialize", static (_, args) => Deserialize(args[0].AsBytes))
        .Function("validate", (_, args) => Validate(state, args[0]))
        .Function("compute-digest", static (_, args) => Identify(args[0]))
        .Instance;

    private static Value Serialize(Value plan) => ComposeErrors.Try(() =>
    {
        byte[] bytes = PlanValues.Encode(plan);
        PlanReader.Read(bytes).Require();
        return Value.Ok(Value.From(bytes));
    });

    private static Value Deserialize(byte[] bytes) => ComposeErrors.Try(() => Value.Ok(PlanValues.Decode(bytes)));

    private static Value Identify(Value plan) => ComposeErrors.Try(() =>
    {
        byte[] bytes = PlanValues.Encode(plan);
        PlanReader.Read(bytes).Require();
        return Value.Ok(Value.From(Digest.Of(bytes).ToArray()));
    });

    /// <summary>As for a run: everything that a run would refuse is found.</summary>
    private static Value Validate(ComposerState state, Value plan) => ComposeErrors.Try(() =>
    {
        state.Loader().Load(PlanValues.Encode(plan), "plan");
        return Value.Ok();
    });
}
