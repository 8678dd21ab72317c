using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>exec invoke PLAN|ARTIFACT|COMPONENT 'iface#func(args)'</c>.</summary>
internal static class ExecInvokeVerb
{
    public static Command Create()
    {
        var flags = new ExecFlags();
        var target = new Argument<string>("TARGET") { Description = "A plan, an artifact of `emit build`, or any component: a file, an address or a digest." };
        var call = new Argument<string>("CALL") { Description = "The function with its arguments in WAVE: 'interface#function(1, \"two\")'." };
        var command = new Command("invoke", "Call one exported function and print what it answers.") { target, call };
        flags.AddTo(command);
        flags.AddRunTo(command);
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
            ExecSession.Run(invocation, flags, parsed.GetRequiredValue(target), [], parsed.GetRequiredValue(call))));
        return command;
    }
}
