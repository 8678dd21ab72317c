using System.Net;
using System.Net.Sockets;
using Compose.Capabilities.Network;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The resource <c>wasi:sockets/udp#udp-socket</c>.</summary>
internal sealed class UdpSocket : HostResource
{
    private readonly SharedSocket _shared;
    private IPEndPoint? _remote;
    private bool _binding;
    private bool _bound;

    public UdpSocket(NodeSession owner, SharedSocket shared)
        : base(owner)
    {
        _shared = shared;
    }

    public Socket Socket => _shared.Socket;

    public AddressFamily Family => Socket.AddressFamily;

    /// <summary>The rules of the network that it is bound to.</summary>
    public SocketRules? Rules { get; private set; }

    /// <summary>Whether the rules name the address it is bound to: then datagrams are taken from anybody.</summary>
    public bool TakesFromAnybody { get; private set; }

    public Value StartBind(NetworkToken network, IPEndPoint address)
    {
        if (_bound || _binding)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (!SocketAddresses.Fits(address, Family))
        {
            return SocketErrors.Err(SocketErrors.InvalidArgument);
        }

        if (network.Rules is not { } rules || !rules.MayBindUdp(address.Address, address.Port))
        {
            return SocketErrors.Refuse(network.Owner, UdpInterface.Name, "[method]udp-socket.start-bind", "the grant covers no such local address");
        }

        return SocketMaker.Try(() =>
        {
            Socket.Bind(address);
            Rules = rules;
            TakesFromAnybody = rules.MayBind(address.Address, address.Port);
            _binding = true;
            return Value.Ok();
        });
    }

    public Value FinishBind()
    {
        if (!_binding)
        {
            return SocketErrors.Err(SocketErrors.NotInProgress);
        }

        _binding = false;
        _bound = true;
        return Value.Ok();
    }

    /// <summary>The two streams, to and from anybody or one peer; later ones replace those made before.</summary>
    public Value Stream(IPEndPoint? remote)
    {
        if (!_bound)
        {
            return SocketErrors.Err(SocketErrors.InvalidState);
        }

        if (remote is not null)
        {
            if (!SocketAddresses.Fits(remote, Family) || !SocketAddresses.IsPeer(remote))
            {
                return SocketErrors.Err(SocketErrors.InvalidArgument);
            }

            if (!Rules!.MaySend(remote.Address, remote.Port))
            {
                return SocketErrors.Refuse(Owner, UdpInterface.Name, "[method]udp-socket.stream", "the grant covers no such peer");
            }
        }

        _remote = remote;
        return Value.Ok(Value.Tuple(
            Value.Resource(new IncomingDatagrams(Owner, _shared, this, remote)),
            Value.Resource(new OutgoingDatagrams(Owner, _shared, Rules!, remote))));
    }

    public Value LocalAddress() => !_bound
        ? SocketErrors.Err(SocketErrors.InvalidState)
        : SocketMaker.Try(() => Value.Ok(SocketAddresses.Of((IPEndPoint)Socket.LocalEndPoint!)));

    public Value RemoteAddress() => _remote is { } remote ? Value.Ok(SocketAddresses.Of(remote)) : SocketErrors.Err(SocketErrors.InvalidState);

    protected override void OnRelease() => _shared.Leave();
}
