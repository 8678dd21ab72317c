using System.Net.Sockets;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>
/// The sending half of a connection. What the system does not take at once goes out behind the guest, which meanwhile may
/// write nothing more; what was taken goes out even after the stream was dropped.
/// </summary>
internal sealed class TcpSink : IOutputSink
{
    private const int Chunk = 65_536;

    private readonly Lock _gate = new();
    private readonly SharedSocket _shared;
    private Task? _sending;
    private Fault? _fault;
    private bool _closed;
    private bool _shutdown;

    public TcpSink(SharedSocket shared)
    {
        _shared = shared;
        shared.Retain();
    }

    public bool IsReady => IsFlushed;

    public bool IsFlushed
    {
        get
        {
            lock (_gate)
            {
                return _sending is null;
            }
        }
    }

    public Transfer Capacity()
    {
        lock (_gate)
        {
            return State() ?? Transfer.Of(_sending is null ? Chunk : 0);
        }
    }

    public Transfer Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (State() is { } state)
            {
                return state;
            }

            int total = bytes.Length;
            while (_sending is null && !bytes.IsEmpty)
            {
                int count = _shared.Socket.Send(bytes, SocketFlags.None, out SocketError error);
                if (error is SocketError.Success or SocketError.Interrupted)
                {
                    bytes = bytes[count..];
                }
                else if (error == SocketError.WouldBlock)
                {
                    // Elsewhere, even where the system could take it by now: what is set here must be set before it is done.
                    _shared.Retain();
                    byte[] rest = bytes.ToArray();
                    _sending = Task.Run(() => SendRestAsync(rest));
                    return Transfer.Of(total);
                }
                else
                {
                    _closed = true;
                    return IsGone(error) ? Transfer.Closed : Transfer.Failed(Fault.Of(error));
                }
            }

            return Transfer.Of(total);
        }
    }

    public Transfer Flush()
    {
        lock (_gate)
        {
            return State() ?? Transfer.Of(0);
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task? sending;
        lock (_gate)
        {
            sending = _sending;
        }

        return sending is null ? ValueTask.CompletedTask : new ValueTask(sending.WaitAsync(cancellation));
    }

    /// <summary>Sends no more after what was taken.</summary>
    public void End()
    {
        lock (_gate)
        {
            _closed = true;
            _shutdown = true;
            if (_sending is null)
            {
                ShutDown();
            }
        }
    }

    public void Release() => _shared.Leave();

    private static bool IsGone(SocketError error) =>
        error is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected;

    /// <summary>The answer of a sink that takes nothing any more, or null. Under the lock.</summary>
    private Transfer? State()
    {
        if (_fault is { } fault)
        {
            _fault = null;
            return Transfer.Failed(fault);
        }

        return _closed ? Transfer.Closed : null;
    }

    private async Task SendRestAsync(ReadOnlyMemory<byte> rest)
    {
        SocketError failed = SocketError.Success;
        try
        {
            while (!rest.IsEmpty)
            {
                int count = await _shared.Socket.SendAsync(rest, SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                rest = rest[count..];
            }
        }
        catch (SocketException failure)
        {
            failed = failure.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            failed = SocketError.Shutdown;
        }

        lock (_gate)
        {
            _sending = null;
            if (failed != SocketError.Success)
            {
                _closed = true;
                _fault = IsGone(failed) ? null : Fault.Of(failed);
            }

            if (_shutdown)
            {
                ShutDown();
            }
        }

        _shared.Leave();
    }

    private void ShutDown()
    {
        try
        {
            _shared.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Whoever has gone needs no farewell.
        }
    }
}
