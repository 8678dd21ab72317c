using System.Net;
using System.Net.Sockets;

namespace Compose.Capabilities.Services;

/// <summary>The network as guests meet it: sockets of the host and the host's names. What they may do with it is decided before.</summary>
public interface INetwork
{
    /// <summary>A socket that does not block.</summary>
    /// <exception cref="SocketException">There is none to be had.</exception>
    Socket Open(AddressFamily family, SocketType type, ProtocolType protocol);

    /// <summary>The addresses of a name.</summary>
    /// <exception cref="SocketException">The name has none, or nobody answers.</exception>
    Task<IPAddress[]> ResolveAsync(string name, CancellationToken cancellation);
}
