using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>Makes sockets for an instance that was granted some, within its open files.</summary>
internal static class SocketMaker
{
    public static Value Make(NodeSession session, AddressFamily family, SocketType type, Func<NodeSession, SharedSocket, HostResource> resource)
    {
        if (session.Authority.Sockets is null || session.Services.Network is not { } network)
        {
            return SocketErrors.AccessDenied;
        }

        if (!session.TryCountFile())
        {
            return SocketErrors.Err(SocketErrors.NewSocketLimit);
        }

        Socket socket;
        try
        {
            socket = network.Open(family, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        }
        catch (SocketException failure)
        {
            session.UncountFile();
            return SocketErrors.Err(failure.SocketErrorCode);
        }

        return Value.Ok(Value.Resource(resource(session, new SharedSocket(session, socket))));
    }

    /// <summary>Does something to a socket of the system and answers with its error.</summary>
    public static Value Try(Func<Value> work)
    {
        try
        {
            return work();
        }
        catch (SocketException failure)
        {
            return SocketErrors.Err(failure.SocketErrorCode);
        }
        catch (ObjectDisposedException)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }
    }
}
