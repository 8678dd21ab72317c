using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp</c>: shared; no socket is ever made while sockets are denied.</summary>
internal static class TcpInterface
{
    public const string Name = "wasi:sockets/tcp";

    public static HostResourceType SocketType { get; } = InterfaceBuilder.TypeOf("tcp-socket");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name)
        .Resource(StreamsInterface.InputStreamType)
        .Resource(StreamsInterface.OutputStreamType)
        .Resource(PollInterface.PollableType)
        .Resource(NetworkInterface.NetworkType)
        .Resource(SocketType)
        .Unreachable("tcp-socket",
        [
            "start-bind", "finish-bind", "start-connect", "finish-connect", "start-listen", "finish-listen", "accept",
            "local-address", "remote-address", "is-listening", "address-family", "set-listen-backlog-size",
            "keep-alive-enabled", "set-keep-alive-enabled", "keep-alive-idle-time", "set-keep-alive-idle-time",
            "keep-alive-interval", "set-keep-alive-interval", "keep-alive-count", "set-keep-alive-count", "hop-limit",
            "set-hop-limit", "receive-buffer-size", "set-receive-buffer-size", "send-buffer-size",
            "set-send-buffer-size", "subscribe", "shutdown",
        ])
        .Instance;
}
