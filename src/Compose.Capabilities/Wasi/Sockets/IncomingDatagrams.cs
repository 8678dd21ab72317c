using System.Net;
using System.Net.Sockets;
using Compose.Capabilities.Services;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>
/// The resource <c>wasi:sockets/udp#incoming-datagram-stream</c>. Datagrams from peers that the rules do not let in are
/// thrown away.
/// </summary>
internal sealed class IncomingDatagrams : HostResource, IWaitable
{
    private const int MostAtOnce = 64;
    private const int LargestDatagram = 65_535;

    private readonly SharedSocket _shared;
    private readonly UdpSocket _socket;
    private readonly IPEndPoint? _remote;
    private byte[]? _buffer;

    public IncomingDatagrams(NodeSession owner, SharedSocket shared, UdpSocket socket, IPEndPoint? remote)
        : base(owner)
    {
        _shared = shared;
        _socket = socket;
        _remote = remote;
        shared.Retain();
    }

    public bool IsReady => _shared.Socket.Poll(0, SelectMode.SelectRead);

    public async ValueTask WaitAsync(CancellationToken cancellation)
    {
        if (IsReady)
        {
            return;
        }

        try
        {
            await _shared.Socket.ReceiveFromAsync(new byte[1], SocketFlags.Peek, AnyEndPoint(), cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // There is something; receiving it says what.
        }
    }

    public Value Receive(ulong most) => SocketMaker.Try(() =>
    {
        var datagrams = new List<Value>();
        byte[] buffer = _buffer ??= GC.AllocateUninitializedArray<byte>(LargestDatagram);
        int wanted = (int)Math.Min(most, MostAtOnce);
        while (datagrams.Count < wanted && IsReady)
        {
            EndPoint from = AnyEndPoint();
            int count;
            try
            {
                count = _shared.Socket.ReceiveFrom(buffer, SocketFlags.None, ref from);
            }
            catch (SocketException failure) when (datagrams.Count > 0 || failure.SocketErrorCode == SocketError.WouldBlock)
            {
                break;
            }

            Spend(count);
            var peer = (IPEndPoint)from;
            if (_remote is null ? _socket.TakesFromAnybody || _socket.Rules!.MaySend(peer.Address, peer.Port) : _remote.Equals(peer))
            {
                datagrams.Add(Value.Record(Value.From(buffer.AsSpan(0, count).ToArray()), SocketAddresses.Of(peer)));
            }
        }

        return Value.Ok(Value.List([.. datagrams]));
    });

    protected override void OnRelease() => _shared.Leave();

    private IPEndPoint AnyEndPoint() =>
        new(_shared.Socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
}
