using System.Net;
using System.Net.Sockets;

namespace Compose.Distribution.Transport;

/// <content>Where connections go: a server of the network must not lead us into this machine or a private network by a name, either.</content>
public sealed partial class HttpTransport
{
    private static readonly HttpRequestOptionsKey<Uri> s_home = new("home");

    /// <summary>
    /// Checks a server that is not the one that the user named, by the addresses of its name. One that cannot be found is
    /// left to the connection, which fails or goes over a proxy.
    /// </summary>
    internal async Task RequireOutsideAsync(Uri at, Uri home, CancellationToken cancellation)
    {
        if (!string.Equals(at.IdnHost, home.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            await RequireOutsideAsync(at, home, await FindAsync(at.IdnHost, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
    }

    private async Task RequireOutsideAsync(Uri at, Uri home, IPAddress[] addresses, CancellationToken cancellation)
    {
        // What lies inside may lead around inside.
        if (addresses.Any(TransferPolicy.IsInside) && !(await FindAsync(home.IdnHost, cancellation).ConfigureAwait(false)).Any(TransferPolicy.IsInside))
        {
            throw new ComposeException(
                ErrorCodes.Source.RedirectRefused,
                $"{home.Authority} leads to {TransferPolicy.Show(at)}, whose name stands for an address within this machine or a private network",
                hint: "ask whoever runs the server; nothing was sent there");
        }
    }

    private async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation)
    {
        try
        {
            return await (Policy.Resolve?.Invoke(host, cancellation) ?? Dns.GetHostAddressesAsync(host, cancellation)).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return [];
        }
    }

    /// <summary>Connects; the name is looked up once more here, and may stand for something else by now.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        DnsEndPoint end = context.DnsEndPoint;
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(end.Host, cancellation).ConfigureAwait(false);
        Uri at = context.InitialRequestMessage.RequestUri!;
        if (context.InitialRequestMessage.Options.TryGetValue(s_home, out Uri? home)
            && string.Equals(end.Host, at.IdnHost, StringComparison.OrdinalIgnoreCase)
            && !string.Equals(at.IdnHost, home.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            await RequireOutsideAsync(at, home, addresses, cancellation).ConfigureAwait(false);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
