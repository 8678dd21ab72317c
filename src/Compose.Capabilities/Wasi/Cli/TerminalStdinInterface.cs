using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-stdin</c>: a terminal only where stdin is granted and is one.</summary>
internal static class TerminalStdinInterface
{
    public const string Name = "wasi:cli/terminal-stdin";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(TerminalInputInterface.TerminalInputType)
        .Function("get-terminal-stdin", (_, _) => session.Authority.Stdin && session.Services.Stdin.IsTerminal
            ? Value.Some(Value.Resource(new TerminalInput(session)))
            : Value.None)
        .Instance;
}
