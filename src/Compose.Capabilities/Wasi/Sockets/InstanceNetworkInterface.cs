using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/instance-network</c>: the token is always given; what it is good for is decided where it is used.</summary>
internal static class InstanceNetworkInterface
{
    public const string Name = "wasi:sockets/instance-network";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(NetworkInterface.NetworkType)
        .Function("instance-network", (_, _) => Value.Resource(new NetworkToken(session)))
        .Instance;
}
