using System.Net;
using System.Net.Sockets;

namespace Compose.Capabilities.Services;

/// <summary>The network of this machine.</summary>
public sealed class SystemNetwork : INetwork
{
    public static SystemNetwork Instance { get; } = new();

    public Socket Open(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(family, type, protocol) { Blocking = false };
        try
        {
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            if (type == SocketType.Stream && OperatingSystem.IsLinux())
            {
                // A server may come back to its port at once. The portable option would let others share it.
                const int SolSocket = 1, ReuseAddress = 2;
                socket.SetRawSocketOption(SolSocket, ReuseAddress, [1, 0, 0, 0]);
            }

            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation) => Dns.GetHostAddressesAsync(name, cancellation);
}
