using System.Net;
using System.Net.Sockets;

namespace Compose.Exec.Tests;

/// <summary>A server on a loopback port of its own that sends back what it was sent, to the end of it.</summary>
public sealed class EchoServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public EchoServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were made.</summary>
    public int Accepted { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket peer = await _listener.AcceptSocketAsync().ConfigureAwait(false);
                Accepted++;
                byte[] buffer = new byte[8_192];
                for (int count; (count = await peer.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false)) > 0;)
                {
                    await peer.SendAsync(buffer.AsMemory(0, count), SocketFlags.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
