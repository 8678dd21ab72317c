using Compose.Capabilities.Wasi;
using Compose.Plans;
using Compose.Runtime;
using Compose.Wasm.Components;

namespace Compose.Exec.Composer;

/// <summary><c>sys:compose/exec</c>: each call runs the plan anew.</summary>
internal static class ExecInterface
{
    public const string Name = "sys:compose/exec";

    public static HostInstance Make(ComposerState state) => new InterfaceBuilder(Name, state.Session)
        .Function("run-cli", (call, args) => Later(Run(state, call, args[0], Texts(args[1]), Pairs(args[2]))))
        .Function("invoke", (call, args) => Later(Invoke(state, call, args[0], args[1].AsString, args[2].AsBytes)))
        .Function("list-exports", (_, args) => Later(List(state, args[0])))
        .Function("describe-export", (_, args) => Later(Describe(state, args[0], args[1].AsString)))
        .Function("check-cache", (_, args) => args[0].AsBytes is { Length: Digest.Size } key && state.ResultOf(new Digest(key)) is { } result
            ? Value.Some(result)
            : Value.None)
        .Instance;

    internal static HostOutcome Later(Func<Value> work) => HostOutcome.Pending(new ValueTask<Value>(Task.Run(work)));

    internal static string[] Texts(Value list) => [.. list.AsList.Select(text => text.AsString)];

    internal static KeyValuePair<string, string>[] Pairs(Value list) => [.. list.AsList.Select(pair => KeyValuePair.Create(pair[0].AsString, pair[1].AsString))];

    private static Func<Value> Run(ComposerState state, HostCall call, Value plan, string[] arguments, KeyValuePair<string, string>[] environment) => () => ComposeErrors.Try(() =>
    {
        ExecSubject subject = state.Loader().Load(PlanValues.Encode(plan), "plan");
        var options = new ExecOptions { Arguments = arguments, ProgramName = subject.Name };
        ExecKey key = state.Source.Executor.KeyOf(subject, options, null, Digest.Of([]));
        using ChildInstance child = ChildInstance.Start(state, call, subject, new ChildOptions { Arguments = arguments, Environment = environment });
        ExecResult result = child.Call(RunCommand, out Value? value);
        if (result.Error is { } error)
        {
            return ComposeErrors.Err([error]);
        }

        int code = value is { } answer ? (answer.IsOk ? 0 : 1) : result.ExitCode;
        Value record = Value.Record(Value.From((uint)code), Value.From(child.Output), Value.From(child.Error), Value.From(key.Value.ToArray()));
        if (environment.Length == 0 && Executor.DeterminismOf(subject, options) == DeterminismMode.Strict && RunCaching.WhyNot(subject) is null)
        {
            state.KeepResult(key.Value, record);
        }

        return Value.Ok(record);
    });

    /// <summary>Calls the command of an instance.</summary>
    internal static Value? RunCommand(ComponentInstance instance) =>
        (instance.FindFunction("wasi:cli/run#run")
            ?? throw new ComposeException(ErrorCodes.Exec.MissingExport, "the plan is no command: it does not export wasi:cli/run")).Call();

    private static Func<Value> Invoke(ComposerState state, HostCall call, Value plan, string export, byte[] arguments) => () => ComposeErrors.Try(() =>
    {
        using ChildInstance child = ChildInstance.Start(state, call, state.Loader().Load(PlanValues.Encode(plan), "plan"), new ChildOptions());
        ComponentFunction function = child.Instance.GetFunction(export);
        Value[] values = CborValues.ReadArguments(arguments, function.Type);
        ExecResult result = child.Call(_ => function.Call(values), out Value? value);
        return value is { } answer ? Value.Ok(Value.From(CborValues.Write(answer, function.Type.Result)))
            : ComposeErrors.Err([result.Error ?? new ComposeError(ErrorCodes.Exec.Trap, $"the guest exited with code {result.ExitCode}")]);
    });

    // What there is to call is a matter of types: nothing is started for it.
    private static Func<Value> List(ComposerState state, Value plan) => () => ComposeErrors.Try(() =>
        Value.Ok(Value.List([.. FunctionsOf(state, plan).Select(function => Value.From(function.Name))])));

    private static Func<Value> Describe(ComposerState state, Value plan, string name) => () => ComposeErrors.Try(() =>
    {
        IReadOnlyList<ExportedFunction> functions = FunctionsOf(state, plan);
        ExportedFunction function = functions.FirstOrDefault(each => each.IsNamed(name))
            ?? throw new ComposeException(ErrorCodes.Exec.MissingExport, $"the plan exports no function `{name}`", hint: "it exports: " + string.Join(", ", functions.Select(each => each.Name)));
        return Value.Ok(Value.Record(Value.From(function.Name), Value.From(function.Text)));
    });

    private static IReadOnlyList<ExportedFunction> FunctionsOf(ComposerState state, Value plan) =>
        ExportedFunction.Of(state.Loader().Load(PlanValues.Encode(plan), "plan").Component);
}
