using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-output</c>: shared, gives no authority.</summary>
internal static class TerminalOutputInterface
{
    public const string Name = "wasi:cli/terminal-output";

    public static HostResourceType TerminalOutputType { get; } = InterfaceBuilder.TypeOf("terminal-output");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name).Resource(TerminalOutputType).Instance;
}
