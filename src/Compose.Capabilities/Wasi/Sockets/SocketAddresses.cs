using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Compose.Runtime;

namespace Compose.Capabilities.Wasi.Sockets;

/// <summary>Addresses of <c>wasi:sockets/network</c> as the system has them, and back.</summary>
internal static class SocketAddresses
{
    private const int Ipv6Case = 1;

    /// <summary>The family of the enum <c>ip-address-family</c>.</summary>
    public static AddressFamily Family(Value value) => value.CaseIndex == Ipv6Case ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>The case of <c>ip-address-family</c>.</summary>
    public static Value Of(AddressFamily family) => Value.Case(family == AddressFamily.InterNetworkV6 ? Ipv6Case : 0);

    /// <summary>An <c>ip-socket-address</c>.</summary>
    public static IPEndPoint EndPoint(Value value)
    {
        Value[] fields = value.Payload.AsList;
        if (value.CaseIndex == Ipv6Case)
        {
            var address = new IPAddress(Bytes6(fields[2].AsList), fields[3].AsU32);
            return new IPEndPoint(address, (int)fields[0].Bits);
        }

        Value[] parts = fields[1].AsList;
        return new IPEndPoint(new IPAddress([(byte)parts[0].Bits, (byte)parts[1].Bits, (byte)parts[2].Bits, (byte)parts[3].Bits]), (int)fields[0].Bits);
    }

    /// <summary>The <c>ip-socket-address</c> of an end point.</summary>
    public static Value Of(IPEndPoint point)
    {
        Value port = Value.From((ushort)point.Port);
        return point.AddressFamily == AddressFamily.InterNetworkV6
            ? Value.Case(Ipv6Case, Value.Record(port, Value.From(0u), Parts(point.Address), Value.From((uint)point.Address.ScopeId)))
            : Value.Case(0, Value.Record(port, Parts(point.Address)));
    }

    /// <summary>The <c>ip-address</c> of an address.</summary>
    public static Value Of(IPAddress address) => Value.Case(address.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6Case : 0, Parts(address));

    /// <summary>
    /// Whether an address fits a socket: of its family, no IPv4 address in IPv6 form, one host rather than a group of them.
    /// </summary>
    public static bool Fits(IPEndPoint point, AddressFamily family) =>
        point.AddressFamily == family && !point.Address.IsIPv4MappedToIPv6 && !IsGroup(point.Address);

    /// <summary>Whether something can be sent there: one host and a port.</summary>
    public static bool IsPeer(IPEndPoint point) =>
        point.Port != 0 && !point.Address.Equals(IPAddress.Any) && !point.Address.Equals(IPAddress.IPv6Any);

    /// <summary>A name that is an address in words.</summary>
    public static bool TryLiteral(string name, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(name, out address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == name);

    private static bool IsGroup(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6Multicast
            : address.GetAddressBytes() is [>= 224 and <= 239, ..] or [255, 255, 255, 255];

    private static byte[] Bytes6(Value[] parts)
    {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 * i), (ushort)parts[i].Bits);
        }

        return bytes;
    }

    private static Value Parts(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        var parts = new Value[bytes.Length == 4 ? 4 : 8];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = bytes.Length == 4 ? Value.From(bytes[i]) : Value.From(BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i)));
        }

        return Value.Tuple(parts);
    }
}
