using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The options that sockets have in common, as WASI counts them: 0 is refused, what is too much is clamped.</summary>
internal static class SocketOptions
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    public static Value HopLimit(Socket socket) => SocketMaker.Try(() => Value.Ok(Value.From((byte)(int)socket.GetSocketOption(Level(socket), HopName(socket))!)));

    public static Value SetHopLimit(Socket socket, byte value) => value == 0
        ? SocketErrors.Err(SocketErrors.InvalidArgument)
        : Set(socket, Level(socket), HopName(socket), value);

    public static Value BufferSize(Socket socket, bool send) => SocketMaker.Try(() => Value.Ok(Value.From((ulong)(send ? socket.SendBufferSize : socket.ReceiveBufferSize))));

    public static Value SetBufferSize(Socket socket, bool send, ulong value) => value == 0
        ? SocketErrors.Err(SocketErrors.InvalidArgument)
        : Set(socket, SocketOptionLevel.Socket, send ? SocketOptionName.SendBuffer : SocketOptionName.ReceiveBuffer, (int)Math.Min(value, 16 << 20));

    public static Value KeepsAlive(Socket socket) => SocketMaker.Try(() =>
        Value.Ok(Value.From((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0)));

    public static Value SetKeepsAlive(Socket socket, bool value) => Set(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value ? 1 : 0);

    public static Value Seconds(Socket socket, SocketOptionName name) => SocketMaker.Try(() =>
        Value.Ok(Value.From((ulong)(int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)! * NanosecondsPerSecond)));

    /// <summary>A duration in nanoseconds as whole seconds, at least one, at most what the system takes.</summary>
    public static Value SetSeconds(Socket socket, SocketOptionName name, ulong nanoseconds) => nanoseconds == 0
        ? SocketErrors.Err(SocketErrors.InvalidArgument)
        : Set(socket, SocketOptionLevel.Tcp, name, (int)Math.Clamp((nanoseconds + NanosecondsPerSecond - 1) / NanosecondsPerSecond, 1, 32_767));

    public static Value Retries(Socket socket) => SocketMaker.Try(() =>
        Value.Ok(Value.From((uint)(int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!)));

    public static Value SetRetries(Socket socket, uint value) => value == 0
        ? SocketErrors.Err(SocketErrors.InvalidArgument)
        : Set(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (int)Math.Min(value, 127));

    private static SocketOptionLevel Level(Socket socket) => socket.AddressFamily == AddressFamily.InterNetworkV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP;

    private static SocketOptionName HopName(Socket socket) => socket.AddressFamily == AddressFamily.InterNetworkV6 ? SocketOptionName.HopLimit : SocketOptionName.IpTimeToLive;

    private static Value Set(Socket socket, SocketOptionLevel level, SocketOptionName name, int value) => SocketMaker.Try(() =>
    {
        socket.SetSocketOption(level, name, value);
        return Value.Ok();
    });
}
