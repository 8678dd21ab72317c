namespace Compose.Capabilities.Wasi.Cli;

/// <summary>The resource <c>wasi:cli/terminal-input#terminal-input</c>: says that there is a terminal, no more.</summary>
internal sealed class TerminalInput(NodeSession owner) : HostResource(owner);
