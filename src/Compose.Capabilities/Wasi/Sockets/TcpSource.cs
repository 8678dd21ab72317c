using System.Net.Sockets;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The receiving half of a connection: reads what has arrived, and nothing that was not asked for.</summary>
internal sealed class TcpSource : IInputSource
{
    private readonly SharedSocket _shared;
    private bool _ended;

    public TcpSource(SharedSocket shared)
    {
        _shared = shared;
        shared.Retain();
    }

    public bool IsReady => _ended || _shared.Socket.Poll(0, SelectMode.SelectRead);

    /// <summary>The guest has shut this direction down.</summary>
    public void End() => _ended = true;

    public Transfer TryRead(Span<byte> buffer)
    {
        if (_ended)
        {
            return Transfer.Closed;
        }

        if (buffer.IsEmpty || !IsReady)
        {
            return Transfer.Of(0);
        }

        int count = _shared.Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => count == 0 ? Transfer.Closed : Transfer.Of(count),
            SocketError.WouldBlock or SocketError.Interrupted => Transfer.Of(0),
            _ => Transfer.Failed(Fault.Of(error)),
        };
    }

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (IsReady)
        {
            return;
        }

        try
        {
            // Receiving nothing ends when there is something.
            await _shared.Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The next read says what happened.
        }
    }

    public void Release() => _shared.Leave();
}
