using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-stdout</c>: a terminal only where stdout is granted and is one.</summary>
internal static class TerminalStdoutInterface
{
    public const string Name = "wasi:cli/terminal-stdout";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(TerminalOutputInterface.TerminalOutputType)
        .Function("get-terminal-stdout", (_, _) => session.Authority.Stdout && session.Services.Stdout.IsTerminal
            ? Value.Some(Value.Resource(new TerminalOutput(session)))
            : Value.None)
        .Instance;
}
