using System.Net;
using System.Net.Sockets;
using Compose.Capabilities.Network;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The resource <c>wasi:sockets/udp#outgoing-datagram-stream</c>.</summary>
internal sealed class OutgoingDatagrams : HostResource, IWaitable
{
    private const int MostAtOnce = 64;

    /// <summary>The system says nothing when there is room again; room comes soon.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    private readonly SharedSocket _shared;
    private readonly SocketRules _rules;
    private readonly IPEndPoint? _remote;
    private int _permit;

    public OutgoingDatagrams(NodeSession owner, SharedSocket shared, SocketRules rules, IPEndPoint? remote)
        : base(owner)
    {
        _shared = shared;
        _rules = rules;
        _remote = remote;
        shared.Retain();
    }

    public bool IsReady => _shared.Socket.Poll(0, SelectMode.SelectWrite);

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        while (!IsReady)
        {
            await Task.Delay(s_patience, cancellation).ConfigureAwait(false);
        }
    }

    public Value CheckSend()
    {
        _permit = IsReady ? MostAtOnce : 0;
        return Value.Ok(Value.From((ulong)_permit));
    }

    public Value Send(Value[] datagrams)
    {
        if (datagrams.Length > _permit)
        {
            throw new GuestTrapException($"outgoing-datagram-stream.send was called with {datagrams.Length} datagrams, more than check-send permitted");
        }

        for (int i = 0; i < datagrams.Length; i++)
        {
            int error = SendOne(datagrams[i].AsList);
            if (error >= 0)
            {
                // What went out is said first; the error comes again with the next attempt.
                return i > 0 || error == SocketErrors.WouldBlock ? Value.Ok(Value.From((ulong)i)) : SocketErrors.Err(error);
            }

            _permit--;
        }

        return Value.Ok(Value.From((ulong)datagrams.Length));
    }

    protected override void OnRelease() => _shared.Leave();

    /// <summary>The case of an error, or -1.</summary>
    private int SendOne(Value[] datagram)
    {
        byte[] bytes = datagram[0].AsBytes;
        IPEndPoint? to = datagram[1].IsSome ? SocketAddresses.EndPoint(datagram[1].Payload) : _remote;
        if (to is null || (_remote is not null && !_remote.Equals(to)) || !SocketAddresses.Fits(to, _shared.Socket.AddressFamily) || !SocketAddresses.IsPeer(to))
        {
            return SocketErrors.InvalidArgument;
        }

        if (!_rules.MaySend(to.Address, to.Port))
        {
            Owner.NoteRefusal(UdpInterface.Name, UdpInterface.Name + "#[method]outgoing-datagram-stream.send", "the grant covers no such peer");
            return SocketErrors.Denied;
        }

        Owner.CountOutput(bytes.Length);
        Spend(bytes.Length);
        try
        {
            _shared.Socket.SendTo(bytes, SocketFlags.None, to);
            return -1;
        }
        catch (SocketException failure)
        {
            return SocketErrors.Code(failure.SocketErrorCode);
        }
    }
}
