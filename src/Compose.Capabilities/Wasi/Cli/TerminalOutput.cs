namespace Compose.Capabilities.Wasi.Cli;

/// <summary>The resource <c>wasi:cli/terminal-output#terminal-output</c>: says that there is a terminal, no more.</summary>
internal sealed class TerminalOutput(NodeSession owner) : HostResource(owner);
