using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>exec serve PLAN|ARTIFACT|COMPONENT</c>.</summary>
internal static class ExecServeVerb
{
    public static Command Create()
    {
        var flags = new ExecFlags();
        var serve = new ServeFlags();
        var command = new Command("serve", "Answer HTTP requests by a component, with a new instance for each.") { serve.Target };
        serve.AddTo(command);
        flags.AddTo(command);
        flags.AddAttestTo(command);

        // The server and its framework are loaded only when this verb is called.
        command.SetAction(parsed => Invocation.Run(parsed, invocation => ServeSession.Run(invocation, flags, serve)));
        return command;
    }
}
