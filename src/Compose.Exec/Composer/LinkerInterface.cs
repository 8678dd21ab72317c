using Compose.Capabilities;
using Compose.Capabilities.Wasi;
using Compose.Plans;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>compose:dynlink/linker</c> (flavour B): the guest chooses its providers among those that its grant names.</summary>
internal static class LinkerInterface
{
    public const string Name = "compose:dynlink/linker";

    private static readonly HostResourceType s_instance = InterfaceBuilder.TypeOf("instance");

    public static HostInstance Make(ComposerState state, LinkParameters? rules) => new InterfaceBuilder(Name, state.Session)
        .Resource(s_instance)
        .Function("resolve-by-id", (call, args) =>
        {
            string id = args[0].AsString;
            return Resolve(state, call, rules, component => component.Id == id);
        })
        .Function("resolve-by-digest", (call, args) =>
        {
            byte[] digest = args[0].AsBytes;
            return Resolve(state, call, rules, component => component.Digest is { } known && known.ToArray().AsSpan().SequenceEqual(digest));
        })
        .Function("[method]instance.invoke", static (_, args) =>
        {
            var linked = args[0].AsObject<LinkedInstance>();
            string method = args[1].AsString;
            byte[] payload = args[2].AsBytes;
            return ExecInterface.Later(() => Providers.Call(linked.Provider, method, payload));
        })
        .Instance;

    private static HostOutcome Resolve(ComposerState state, HostCall call, LinkParameters? rules, Func<PlanComponent, bool> means) =>
        ExecInterface.Later(() => CborInterface.Try(() =>
            Value.Ok(Value.Resource(new LinkedInstance(state.Session, Providers.Start(state, call, Providers.Find(state, rules, means)))))));

    /// <summary>The resource <c>instance</c>.</summary>
    private sealed class LinkedInstance(NodeSession owner, ChildInstance provider) : HostResource(owner)
    {
        public ChildInstance Provider => provider;

        protected override void OnRelease() => provider.Dispose();
    }
}
