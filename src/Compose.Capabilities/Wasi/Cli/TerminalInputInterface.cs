using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-input</c>: shared, gives no authority.</summary>
internal static class TerminalInputInterface
{
    public const string Name = "wasi:cli/terminal-input";

    public static HostResourceType TerminalInputType { get; } = InterfaceBuilder.TypeOf("terminal-input");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name).Resource(TerminalInputType).Instance;
}
