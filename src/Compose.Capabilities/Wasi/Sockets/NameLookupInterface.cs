using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/ip-name-lookup</c>: denied with <c>access-denied</c>.</summary>
internal static class NameLookupInterface
{
    public const string Name = "wasi:sockets/ip-name-lookup";

    public static HostResourceType StreamType { get; } = InterfaceBuilder.TypeOf("resolve-address-stream");

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(PollInterface.PollableType)
        .Resource(NetworkInterface.NetworkType)
        .Resource(StreamType)
        .Unreachable("resolve-address-stream", ["resolve-next-address", "subscribe"])
        .Function("resolve-addresses", static (_, _) => SocketErrors.AccessDenied)
        .Instance;
}
