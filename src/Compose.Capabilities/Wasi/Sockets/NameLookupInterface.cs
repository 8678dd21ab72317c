using System.Net;
using Compose.Capabilities.Network;
using Compose.Capabilities.Polling;
using Compose.Capabilities.Wasi.Io;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary><c>wasi:sockets/ip-name-lookup</c>; denied with <c>access-denied</c>.</summary>
internal static class NameLookupInterface
{
    public const string Name = "wasi:sockets/ip-name-lookup";

    public static HostResourceType StreamType { get; } = InterfaceBuilder.TypeOf("resolve-address-stream");

    public static HostInstance Make(NodeSession session) => new InterfaceBuilder(Name, session)
        .Resource(PollInterface.PollableType)
        .Resource(NetworkInterface.NetworkType)
        .Resource(StreamType)
        .Refusing(SocketErrors.AccessDenied)
        .Function("resolve-addresses", static (_, args) => Resolve(args[0].AsObject<NetworkToken>(), args[1].AsString))
        .Function("[method]resolve-address-stream.resolve-next-address", static (_, args) => args[0].AsObject<ResolvedAddresses>().Next())
        .Function("[method]resolve-address-stream.subscribe", static (_, args) =>
            Value.Resource(new Pollable(args[0].AsObject<ResolvedAddresses>().Owner, args[0].AsObject<ResolvedAddresses>())))
        .Instance;

    private static Value Resolve(NetworkToken token, string name)
    {
        NodeSession session = token.Owner;
        if (token.Rules is not { } rules || session.Services.Network is not { } network)
        {
            return SocketErrors.AccessDenied;
        }

        if (SocketAddresses.TryLiteral(name, out IPAddress? address))
        {
            return Value.Ok(Value.Resource(new ResolvedAddresses(session, Task.FromResult<IPAddress[]>([address]))));
        }

        if (!PeerRule.IsName(name.EndsWith('.') ? name[..^1] : name))
        {
            return SocketErrors.Err(SocketErrors.InvalidArgument);
        }

        return rules.MayLookUp(name)
            ? Value.Ok(Value.Resource(new ResolvedAddresses(session, FindAsync(network, rules, name))))
            : SocketErrors.Refuse(session, Name, "resolve-addresses", "the grant covers no such name");
    }

    private static async Task<IPAddress[]> FindAsync(Services.INetwork network, SocketRules rules, string name)
    {
        IPAddress[] addresses = await network.ResolveAsync(name, CancellationToken.None).ConfigureAwait(false);
        rules.Learn(name.TrimEnd('.'), addresses);
        return addresses;
    }
}
