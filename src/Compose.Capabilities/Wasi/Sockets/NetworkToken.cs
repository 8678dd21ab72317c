using Compose.Capabilities.Network;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The resource <c>wasi:sockets/network#network</c>: a token of the instance whose network it stands for; its rules go with it.</summary>
internal sealed class NetworkToken(NodeSession owner) : HostResource(owner)
{
    /// <summary>What may be done with it; null where nothing may.</summary>
    public SocketRules? Rules => Owner.Authority.Sockets;
}
