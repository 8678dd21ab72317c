using System.Net.Sockets;
using Compose.Capabilities.Streams;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/network</c>: shared, gives no authority.</summary>
internal static class NetworkInterface
{
    public const string Name = "wasi:sockets/network";

    public static HostResourceType NetworkType { get; } = InterfaceBuilder.TypeOf("network");

    public static HostInstance Instance { get; } = new InterfaceBuilder(Name)
        .Resource(NetworkType)
        .Resource(ErrorInterface.ErrorType)
        .Function("network-error-code", static (_, args) =>
            args[0].AsObject<IoError>().Fault.Socket is not SocketError.Success and var error
                ? Value.Some(Value.Case(SocketErrors.Code(error)))
                : Value.None)
        .Instance;
}
