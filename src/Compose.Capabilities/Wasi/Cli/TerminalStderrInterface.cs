using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-stderr</c>: a terminal only where stderr is granted and is one.</summary>
internal static class TerminalStderrInterface
{
    public const string Name = "wasi:cli/terminal-stderr";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(TerminalOutputInterface.TerminalOutputType)
        .Function("get-terminal-stderr", (_, _) => session.Authority.Stderr && session.Services.Stderr.IsTerminal
            ? Value.Some(Value.Resource(new TerminalOutput(session)))
            : Value.None)
        .Instance;
}
