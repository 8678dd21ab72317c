using System.Net.Sockets;
using Compose.Capabilities.Polling;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp</c>: shared; the socket tells on whose grant it was made, the network whose rules hold.</summary>
internal static class TcpInterface
{
    public const string Name = "wasi:sockets/tcp";

    public static HostResourceType SocketType { get; } = InterfaceBuilder.TypeOf("tcp-socket");

    public static HostInstance Instance { get; } = Make();

    private static HostInstance Make()
    {
        InterfaceBuilder builder = new InterfaceBuilder(Name)
            .Resource(StreamsInterface.InputStreamType)
            .Resource(StreamsInterface.OutputStreamType)
            .Resource(PollInterface.PollableType)
            .Resource(NetworkInterface.NetworkType)
            .Resource(SocketType)
            .Function("[method]tcp-socket.is-listening", static (_, args) => Value.From(SocketOf(args).State == TcpState.Listening))
            .Function("[method]tcp-socket.address-family", static (_, args) => SocketAddresses.Of(SocketOf(args).Family))
            .Function("[method]tcp-socket.subscribe", static (_, args) => Value.Resource(new Pollable(SocketOf(args).Owner, SocketOf(args))))
            .Refusing(SocketErrors.AccessDenied);
        DefineOperations(builder);
        DefineOptions(builder);
        return builder.Instance;
    }

    private static void DefineOperations(InterfaceBuilder builder) => builder
        .Function("[method]tcp-socket.start-bind", static (_, args) =>
            SocketOf(args).StartBind(args[1].AsObject<NetworkToken>(), SocketAddresses.EndPoint(args[2])))
        .Function("[method]tcp-socket.finish-bind", static (_, args) => SocketOf(args).FinishBind())
        .Function("[method]tcp-socket.start-connect", static (_, args) =>
            SocketOf(args).StartConnect(args[1].AsObject<NetworkToken>(), SocketAddresses.EndPoint(args[2])))
        .Function("[method]tcp-socket.finish-connect", static (_, args) => SocketOf(args).FinishConnect())
        .Function("[method]tcp-socket.start-listen", static (_, args) => SocketOf(args).StartListen())
        .Function("[method]tcp-socket.finish-listen", static (_, args) => SocketOf(args).FinishListen())
        .Function("[method]tcp-socket.accept", static (_, args) => SocketOf(args).Accept())
        .Function("[method]tcp-socket.local-address", static (_, args) => SocketOf(args).LocalAddress())
        .Function("[method]tcp-socket.remote-address", static (_, args) => SocketOf(args).RemoteAddress())
        .Function("[method]tcp-socket.shutdown", static (_, args) => SocketOf(args).Shutdown(args[1].CaseIndex));

    private static void DefineOptions(InterfaceBuilder builder) => builder
        .Function("[method]tcp-socket.set-listen-backlog-size", static (_, args) => SocketOf(args).SetBacklog(args[1].AsU64))
        .Function("[method]tcp-socket.keep-alive-enabled", static (_, args) => SocketOptions.KeepsAlive(SocketOf(args).Socket))
        .Function("[method]tcp-socket.set-keep-alive-enabled", static (_, args) => SocketOptions.SetKeepsAlive(SocketOf(args).Socket, args[1].AsBool))
        .Function("[method]tcp-socket.keep-alive-idle-time", static (_, args) => SocketOptions.Seconds(SocketOf(args).Socket, SocketOptionName.TcpKeepAliveTime))
        .Function("[method]tcp-socket.set-keep-alive-idle-time", static (_, args) => SocketOptions.SetSeconds(SocketOf(args).Socket, SocketOptionName.TcpKeepAliveTime, args[1].AsU64))
        .Function("[method]tcp-socket.keep-alive-interval", static (_, args) => SocketOptions.Seconds(SocketOf(args).Socket, SocketOptionName.TcpKeepAliveInterval))
        .Function("[method]tcp-socket.set-keep-alive-interval", static (_, args) => SocketOptions.SetSeconds(SocketOf(args).Socket, SocketOptionName.TcpKeepAliveInterval, args[1].AsU64))
        .Function("[method]tcp-socket.keep-alive-count", static (_, args) => SocketOptions.Retries(SocketOf(args).Socket))
        .Function("[method]tcp-socket.set-keep-alive-count", static (_, args) => SocketOptions.SetRetries(SocketOf(args).Socket, args[1].AsU32))
        .Function("[method]tcp-socket.hop-limit", static (_, args) => SocketOptions.HopLimit(SocketOf(args).Socket))
        .Function("[method]tcp-socket.set-hop-limit", static (_, args) => SocketOptions.SetHopLimit(SocketOf(args).Socket, args[1].AsU8))
        .Function("[method]tcp-socket.receive-buffer-size", static (_, args) => SocketOptions.BufferSize(SocketOf(args).Socket, send: false))
        .Function("[method]tcp-socket.set-receive-buffer-size", static (_, args) => SocketOptions.SetBufferSize(SocketOf(args).Socket, send: false, args[1].AsU64))
        .Function("[method]tcp-socket.send-buffer-size", static (_, args) => SocketOptions.BufferSize(SocketOf(args).Socket, send: true))
        .Function("[method]tcp-socket.set-send-buffer-size", static (_, args) => SocketOptions.SetBufferSize(SocketOf(args).Socket, send: true, args[1].AsU64));

    private static TcpSocket SocketOf(ReadOnlySpan<Value> args) => args[0].AsObject<TcpSocket>();
}
