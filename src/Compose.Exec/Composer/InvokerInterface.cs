using Compose.Capabilities;
using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>compose:host/invoker</c>.</summary>
internal static class InvokerInterface
{
    public const string Name = "compose:host/invoker";

    private static readonly HostResourceType s_instance = InterfaceBuilder.TypeOf("instance");

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Resource(s_instance)
        .Function("instantiate", (call, args) => ExecInterface.Later(Instantiate(state, call, args[0].AsBytes, HostErrors.Options(args[1]))))
        .Function("[method]instance.get-export", static (_, args) => args[0].AsObject<LiveComponent>().IndexOf(args[1].AsString) is var index and >= 0
            ? Value.Some(Value.From((uint)index))
            : Value.None)
        .Function("[method]instance.list-exports", static (_, args) => Value.List([.. args[0].AsObject<LiveComponent>().Names.Select(Value.From)]))
        .Function("[method]instance.call-with-cbor", static (_, args) =>
            ExecInterface.Later(Call(args[0].AsObject<LiveComponent>(), args[1].AsU32, args[2].AsBytes)))
        .Instance;

    private static Func<Value> Instantiate(ComposerState state, HostCall call, byte[] component, ChildOptions options) => () => HostErrors.Try(() =>
        Value.Ok(Value.Resource(new LiveComponent(state.Session, ChildInstance.Start(state, call, Components.Load(state, component, options), options)))));

    private static Func<Value> Call(LiveComponent live, uint index, byte[] arguments) => () => HostErrors.Try(() =>
    {
        if (index >= (uint)live.Names.Count)
        {
            throw new ComposeException(ErrorCodes.Exec.MissingExport, $"there is no export {index}");
        }

        ComponentFunction function = live.Child.Instance.GetFunction(live.Names[(int)index]);
        Value[] values = CborValues.ReadArguments(arguments, function.Type);
        ExecResult result = live.Child.Call(_ => function.Call(values), out Value? value);
        return value is { } answer ? Value.Ok(Value.From(CborValues.Write(answer, function.Type.Result)))
            : HostErrors.Err(result.Error ?? new ComposeError(ErrorCodes.Exec.Trap, $"the guest exited with code {result.ExitCode}"));
    });

    /// <summary>The resource <c>instance</c>: a component that stays until its handle goes.</summary>
    private sealed class LiveComponent(NodeSession owner, ChildInstance child) : HostResource(owner)
    {
        public ChildInstance Child => child;

        public IReadOnlyList<string> Names { get; } = child.Instance.FunctionNames;

        public int IndexOf(string name)
        {
            for (int i = 0; i < Names.Count; i++)
            {
                if (Names[i] == name)
                {
                    return i;
                }
            }

            return -1;
        }

        protected override void OnRelease() => child.Dispose();
    }
}
