using System.CommandLine;
using Compose.Engine;
using Compose.Exec;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary><c>exec key TARGET</c>: the name of a run before it is made.</summary>
internal static class ExecKeyVerb
{
    public static Command Create()
    {
        var flags = new ExecFlags();
        var target = new Argument<string>("TARGET") { Description = "A plan, an artifact of `emit build`, or any component: a file, an address or a digest." };
        var arguments = new Argument<string[]>("ARGS") { Description = "The guest's arguments.", Arity = ArgumentArity.ZeroOrMore };
        var invoke = new Option<string?>("--invoke") { Description = "The call instead of a command.", HelpName = "CALL" };
        var stdin = new Option<string?>("--stdin") { Description = "A file that would be standard input.", HelpName = "FILE" };
        var command = new Command("key", "Print the key of a run and every field of its preimage.") { target, arguments, invoke, stdin };
        flags.AddTo(command);
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            ExecSubject subject = ExecSession.Load(invocation, flags, parsed.GetRequiredValue(target));
            using ICoreEngine engine = flags.Engines.Open(invocation, subject.Policy);
            ExecKey key = new Executor(engine).KeyOf(
                subject,
                new ExecOptions { Arguments = parsed.GetValue(arguments) ?? [], ProgramName = subject.Name, Limits = flags.Limits(parsed), Determinism = flags.Determinism(parsed), StrictSeed = flags.StrictSeed(parsed) },
                parsed.GetValue(invoke),
                parsed.GetValue(stdin) is { } file ? Digest.Of(InputFile.Read(file)) : null);
            return invocation.Succeed(
                KeyDocument.Of("exec-key", key.Value, key.Preimage),
                text => KeyDocument.Print(text, key.Value, key.Preimage));
        }));
        return command;
    }
}
