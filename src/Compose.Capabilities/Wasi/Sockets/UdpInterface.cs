using Compose.Capabilities.Polling;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp</c>: shared; the socket tells on whose grant it was made, the network whose rules hold.</summary>
internal static class UdpInterface
{
    public const string Name = "wasi:sockets/udp";

    public static HostResourceType SocketType { get; } = InterfaceBuilder.TypeOf("udp-socket");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name)
        .Resource(PollInterface.PollableType)
        .Resource(NetworkInterface.NetworkType)
        .Resource(SocketType)
        .Resource(InterfaceBuilder.TypeOf("incoming-datagram-stream"))
        .Resource(InterfaceBuilder.TypeOf("outgoing-datagram-stream"))
        .Function("[method]udp-socket.address-family", static (_, args) => SocketAddresses.Of(SocketOf(args).Family))
        .Function("[method]udp-socket.subscribe", static (_, args) => Value.Resource(new Pollable(SocketOf(args).Owner, AlwaysReady.Instance)))
        .Refusing(SocketErrors.AccessDenied)
        .Function("[method]udp-socket.start-bind", static (_, args) =>
            SocketOf(args).StartBind(args[1].AsObject<NetworkToken>(), SocketAddresses.EndPoint(args[2])))
        .Function("[method]udp-socket.finish-bind", static (_, args) => SocketOf(args).FinishBind())
        .Function("[method]udp-socket.stream", static (_, args) =>
            SocketOf(args).Stream(args[1].IsSome ? SocketAddresses.EndPoint(args[1].Payload) : null))
        .Function("[method]udp-socket.local-address", static (_, args) => SocketOf(args).LocalAddress())
        .Function("[method]udp-socket.remote-address", static (_, args) => SocketOf(args).RemoteAddress())
        .Function("[method]udp-socket.unicast-hop-limit", static (_, args) => SocketOptions.HopLimit(SocketOf(args).Socket))
        .Function("[method]udp-socket.set-unicast-hop-limit", static (_, args) => SocketOptions.SetHopLimit(SocketOf(args).Socket, args[1].AsU8))
        .Function("[method]udp-socket.receive-buffer-size", static (_, args) => SocketOptions.BufferSize(SocketOf(args).Socket, send: false))
        .Function("[method]udp-socket.set-receive-buffer-size", static (_, args) => SocketOptions.SetBufferSize(SocketOf(args).Socket, send: false, args[1].AsU64))
        .Function("[method]udp-socket.send-buffer-size", static (_, args) => SocketOptions.BufferSize(SocketOf(args).Socket, send: true))
        .Function("[method]udp-socket.set-send-buffer-size", static (_, args) => SocketOptions.SetBufferSize(SocketOf(args).Socket, send: true, args[1].AsU64))
        .Function("[method]incoming-datagram-stream.receive", static (_, args) => args[0].AsObject<IncomingDatagrams>().Receive(args[1].AsU64))
        .Function("[method]incoming-datagram-stream.subscribe", static (_, args) =>
            Value.Resource(new Pollable(args[0].AsObject<IncomingDatagrams>().Owner, args[0].AsObject<IncomingDatagrams>())))
        .Function("[method]outgoing-datagram-stream.check-send", static (_, args) => args[0].AsObject<OutgoingDatagrams>().CheckSend())
        .Function("[method]outgoing-datagram-stream.send", static (_, args) => args[0].AsObject<OutgoingDatagrams>().Send(args[1].AsList))
        .Function("[method]outgoing-datagram-stream.subscribe", static (_, args) =>
            Value.Resource(new Pollable(args[0].AsObject<OutgoingDatagrams>().Owner, args[0].AsObject<OutgoingDatagrams>())))
        .Instance;

    private static UdpSocket SocketOf(ReadOnlySpan<Value> args) => args[0].AsObject<UdpSocket>();
}
