using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp</c>: shared; no socket is ever made while sockets are denied.</summary>
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
        .Unreachable("udp-socket",
        [
            "start-bind", "finish-bind", "stream", "local-address", "remote-address", "address-family",
            "unicast-hop-limit", "set-unicast-hop-limit", "receive-buffer-size", "set-receive-buffer-size",
            "send-buffer-size", "set-send-buffer-size", "subscribe",
        ])
        .Unreachable("incoming-datagram-stream", ["receive", "subscribe"])
        .Unreachable("outgoing-datagram-stream", ["check-send", "send", "subscribe"])
        .Instance;
}
