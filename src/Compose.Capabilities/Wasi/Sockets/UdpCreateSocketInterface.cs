using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp-create-socket</c>: denied with <c>access-denied</c>.</summary>
internal static class UdpCreateSocketInterface
{
    public const string Name = "wasi:sockets/udp-create-socket";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(NetworkInterface.NetworkType)
        .Resource(UdpInterface.SocketType)
        .Function("create-udp-socket", static (_, _) => SocketErrors.AccessDenied)
        .Instance;
}
