using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Exec.Composer;

/// <summary><c>compose:host/runner</c>: a component as a command, under its implicit grants within those of the caller.</summary>
internal static class RunnerInterface
{
    public const string Name = "compose:host/runner";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("run-cli", (call, args) => ExecInterface.Later(Run(
            state,
            call,
            args[0].AsBytes,
            HostErrors.Options(args[4]) with
            {
                Arguments = ExecInterface.Texts(args[1]),
                Environment = ExecInterface.Pairs(args[2]),
                Stdin = args[3].AsBytes,
            })))
        .Instance;

    private static Func<Value> Run(ComposerState state, HostCall call, byte[] component, ChildOptions options) => () => HostErrors.Try(() =>
    {
        ExecSubject subject = Components.Load(state, component, options);
        using ChildInstance child = ChildInstance.Start(state, call, subject, options);
        ExecResult result = child.Call(ExecInterface.RunCommand, out Value? value);
        if (result.Error is { } error)
        {
            return HostErrors.Err(error);
        }

        int code = value is { } answer ? (answer.IsOk ? 0 : 1) : result.ExitCode;
        return Value.Ok(Value.Record(Value.From((uint)code), Value.From(child.Output), Value.From(child.Error)));
    });
}
