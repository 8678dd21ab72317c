using System.Net;
using System.Net.Sockets;
using Compose.Capabilities.Network;
using Compose.Capabilities.Services;
using Compose.Capabilities.Streams;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>
/// The resource <c>wasi:sockets/tcp#tcp-socket</c>. Operations begin with <c>start-…</c> and never block; the socket
/// itself is what a pollable waits for.
/// </summary>
internal sealed class TcpSocket : HostResource, IWaitable
{
    private const int DefaultBacklog = 128;

    private readonly SharedSocket _shared;
    private Task? _connecting;
    private Task<Socket>? _accepting;
    private SocketRules? _rules;
    private IPEndPoint? _asked;
    private TcpSource? _source;
    private TcpSink? _sink;
    private int _backlog = DefaultBacklog;

    public TcpSocket(NodeSession owner, SharedSocket shared)
        : base(owner)
    {
        _shared = shared;
    }

    public TcpState State { get; private set; }

    public Socket Socket => _shared.Socket;

    public AddressFamily Family => Socket.AddressFamily;

    public bool IsReady => State switch
    {
        TcpState.ConnectInProgress => _connecting!.IsCompleted,
        TcpState.Listening => _accepting is { } accepting ? accepting.IsCompleted : Socket.Poll(0, SelectMode.SelectRead),
        _ => true,
    };

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        Task? waiting = State switch
        {
            TcpState.ConnectInProgress => _connecting,
            TcpState.Listening when !IsReady => _accepting ??= Socket.AcceptAsync(CancellationToken.None).AsTask(),
            _ => null,
        };
        if (waiting is not null)
        {
            // Whether it failed is asked by whoever finishes it.
            await Task.WhenAny(waiting).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public Value StartBind(NetworkToken network, IPEndPoint address)
    {
        if (State != TcpState.Unbound)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (!SocketAddresses.Fits(address, Family))
        {
            return SocketErrors.Err(SocketErrors.InvalidArgument);
        }

        if (network.Rules?.MayBindTcp(address.Address, address.Port) != true)
        {
            return SocketErrors.Refuse(network.Owner, TcpInterface.Name, "[method]tcp-socket.start-bind", "the grant covers no such local address");
        }

        return SocketMaker.Try(() =>
        {
            Socket.Bind(address);
            _rules = network.Rules;
            _asked = address;
            State = TcpState.BindInProgress;
            return Value.Ok();
        });
    }

    public Value FinishBind()
    {
        if (State != TcpState.BindInProgress)
        {
            return SocketErrors.Err(SocketErrors.NotInProgress);
        }

        State = TcpState.Bound;
        return Value.Ok();
    }

    public Value StartConnect(NetworkToken network, IPEndPoint address)
    {
        if (State is not (TcpState.Unbound or TcpState.Bound))
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (!SocketAddresses.Fits(address, Family) || !SocketAddresses.IsPeer(address))
        {
            return SocketErrors.Err(SocketErrors.InvalidArgument);
        }

        if (network.Rules?.MayConnect(address.Address, address.Port) != true)
        {
            return SocketErrors.Refuse(network.Owner, TcpInterface.Name, "[method]tcp-socket.start-connect", "the grant covers no such peer");
        }

        return SocketMaker.Try(() =>
        {
            _connecting = Socket.ConnectAsync(address);
            State = TcpState.ConnectInProgress;
            return Value.Ok();
        });
    }

    public Value FinishConnect()
    {
        if (State != TcpState.ConnectInProgress)
        {
            return SocketErrors.Err(SocketErrors.NotInProgress);
        }

        if (!_connecting!.IsCompleted)
        {
            return SocketErrors.Err(SocketErrors.WouldBlock);
        }

        if (_connecting.Exception?.InnerException is { } failure)
        {
            State = TcpState.Closed;
            return SocketErrors.Err(failure is SocketException known ? SocketErrors.Code(known.SocketErrorCode) : SocketErrors.Unknown);
        }

        return Value.Ok(Value.Tuple(Connected()));
    }

    public Value StartListen()
    {
        if (State != TcpState.Bound)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (!_rules!.MayListen(_asked!.Address, _asked.Port))
        {
            return SocketErrors.Refuse(Owner, TcpInterface.Name, "[method]tcp-socket.start-listen", "the grant covers no accepting at this address");
        }

        return SocketMaker.Try(() =>
        {
            Socket.Listen(_backlog);
            State = TcpState.ListenInProgress;
            return Value.Ok();
        });
    }

    public Value FinishListen()
    {
        if (State != TcpState.ListenInProgress)
        {
            return SocketErrors.Err(SocketErrors.NotInProgress);
        }

        State = TcpState.Listening;
        return Value.Ok();
    }

    public Value Accept()
    {
        if (State != TcpState.Listening)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (!IsReady)
        {
            return SocketErrors.Err(SocketErrors.WouldBlock);
        }

        if (!Owner.TryCountFile())
        {
            return SocketErrors.Err(SocketErrors.NewSocketLimit);
        }

        Socket accepted;
        try
        {
            Task<Socket>? accepting = _accepting;
            _accepting = null;
            accepted = accepting is null ? Socket.Accept() : accepting.GetAwaiter().GetResult();
            accepted.Blocking = false;
        }
        catch (SocketException failure)
        {
            Owner.UncountFile();
            return SocketErrors.Err(failure.SocketErrorCode);
        }

        var client = new TcpSocket(Owner, new SharedSocket(Owner, accepted));
        Value[] streams = client.Connected();
        return Value.Ok(Value.Tuple(Value.Resource(client), streams[0], streams[1]));
    }

    public Value LocalAddress() => State is TcpState.Unbound or TcpState.BindInProgress or TcpState.Closed
        ? SocketErrors.Err(SocketErrors.InvalidState)
        : SocketMaker.Try(() => Socket.LocalEndPoint is IPEndPoint point ? Value.Ok(SocketAddresses.Of(point)) : SocketErrors.Err(SocketErrors.InvalidState));

    public Value RemoteAddress() => State != TcpState.Connected
        ? SocketErrors.Err(SocketErrors.InvalidState)
        : SocketMaker.Try(() => Socket.RemoteEndPoint is IPEndPoint point ? Value.Ok(SocketAddresses.Of(point)) : SocketErrors.Err(SocketErrors.InvalidState));

    public Value SetBacklog(ulong size)
    {
        if (size == 0)
        {
            return SocketErrors.Err(SocketErrors.InvalidArgument);
        }

        if (State is TcpState.ConnectInProgress or TcpState.Connected)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        _backlog = (int)Math.Min(size, 4_096);
        return State is not TcpState.Listening ? Value.Ok() : SocketMaker.Try(() =>
        {
            Socket.Listen(_backlog);
            return Value.Ok();
        });
    }

    /// <param name="which">receive, send, both.</param>
    public Value Shutdown(int which)
    {
        if (State != TcpState.Connected)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (which != 1)
        {
            _source!.End();
        }

        if (which != 0)
        {
            _sink!.End();
        }

        return Value.Ok();
    }

    protected override void OnRelease()
    {
        // A connection that nobody has fetched goes with its listener.
        _accepting?.ContinueWith(
            static task =>
            {
                if (task.IsCompletedSuccessfully)
                {
                    task.Result.Dispose();
                }
                else
                {
                    _ = task.Exception;
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _connecting?.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _shared.Leave();
    }

    private Value[] Connected()
    {
        State = TcpState.Connected;
        _source = new TcpSource(_shared);
        _sink = new TcpSink(_shared);
        return [Value.Resource(new InputStream(Owner, _source)), Value.Resource(new OutputStream(Owner, _sink))];
    }
}
