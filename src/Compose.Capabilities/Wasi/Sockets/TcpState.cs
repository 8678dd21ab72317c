namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>The states of a TCP socket as WASI has them.</summary>
internal enum TcpState
{
    Unbound,
    BindInProgress,
    Bound,
    ListenInProgress,
    Listening,
    ConnectInProgress,
    Connected,
    Closed,
}
