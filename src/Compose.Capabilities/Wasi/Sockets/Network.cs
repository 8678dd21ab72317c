namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The resource <c>wasi:sockets/network#network</c>: a token of the instance whose network it stands for.</summary>
internal sealed class Network(NodeSession owner) : HostResource(owner);
