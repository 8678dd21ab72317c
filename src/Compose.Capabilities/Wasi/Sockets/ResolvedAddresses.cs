using System.Net;
using System.Net.Sockets;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The resource <c>wasi:sockets/ip-name-lookup#resolve-address-stream</c>: the addresses of a name, one by one, once they are there.</summary>
internal sealed class ResolvedAddresses(NodeSession owner, Task<IPAddress[]> finding) : HostResource(owner), IWaitable
{
    private int _next;

    public bool IsReady => finding.IsCompleted;

    public ValueTask WaitAsync(CancellationToken cancellation) => new(Task.WhenAny(finding).WaitAsync(cancellation));

    public Value Next()
    {
        if (!finding.IsCompleted)
        {
            return SocketErrors.Err(SocketErrors.WouldBlock);
        }

        if (finding.Exception?.InnerException is { } failure)
        {
            return SocketErrors.Err(failure is SocketException known ? SocketErrors.Code(known.SocketErrorCode) : SocketErrors.PermanentResolverFailure);
        }

        IPAddress[] addresses = finding.Result;
        while (_next < addresses.Length)
        {
            IPAddress address = addresses[_next++];
            if (!address.IsIPv4MappedToIPv6)
            {
                return Value.Ok(Value.Some(SocketAddresses.Of(address)));
            }
        }

        return Value.Ok(Value.None);
    }
}
