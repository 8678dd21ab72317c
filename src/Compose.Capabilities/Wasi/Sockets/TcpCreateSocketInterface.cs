using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp-create-socket</c>; denied with <c>access-denied</c>.</summary>
internal static class TcpCreateSocketInterface
{
    public const string Name = "wasi:sockets/tcp-create-socket";

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(NetworkInterface.NetworkType)
        .Resource(TcpInterface.SocketType)
        .Refusing(SocketErrors.AccessDenied)
        .Function("create-tcp-socket", (_, args) => SocketMaker.Make(
            session, SocketAddresses.Family(args[0]), SocketType.Stream, static (owner, shared) => new TcpSocket(owner, shared)))
        .Instance;
}
