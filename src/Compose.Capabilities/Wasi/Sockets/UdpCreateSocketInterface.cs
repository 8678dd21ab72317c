using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp-create-socket</c>; denied with <c>access-denied</c>.</summary>
internal static class UdpCreateSocketInterface
{
    public const string Name = "wasi:sockets/udp-create-socket";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(NetworkInterface.NetworkType)
        .Resource(UdpInterface.SocketType)
        .Refusing(SocketErrors.AccessDenied)
        .Function("create-udp-socket", (_, args) => SocketMaker.Make(
            session, SocketAddresses.Family(args[0]), SocketType.Dgram, static (owner, shared) => new UdpSocket(owner, shared)))
        .Instance;
}
