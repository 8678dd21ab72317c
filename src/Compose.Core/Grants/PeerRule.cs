using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compose;

/// <summary>
/// One rule about peers or local addresses: a host and ports.
/// <code>
/// rule  = host [":" ports]
/// host  = "*" / IPv4 / IPv4 "/" bits / "[" IPv6 ["/" bits] "]" / IPv6 ["/" bits] / name / "*." name
/// ports = "*" / number / number "-" number
/// </code>
/// Without ports every port is meant. An IPv6 address that is followed by ports stands in brackets. Bits of a network
/// beyond its length must be zero. Names are ASCII (<c>xn--…</c> for others) and compare without regard to case.
/// <c>*.name</c> is every name below, not the name itself. A rule by name covers the addresses that the host has found
/// for the name on the holder's behalf.
/// </summary>
public sealed class PeerRule
{
    private readonly byte[]? _network;
    private readonly int _bits;
    private readonly string? _name;
    private readonly bool _below;

    private PeerRule(string text, byte[]? network, int bits, string? name, bool below, ushort firstPort, ushort lastPort)
    {
        Text = text;
        _network = network;
        _bits = bits;
        _name = name;
        _below = below;
        FirstPort = firstPort;
        LastPort = lastPort;
    }

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    public ushort FirstPort { get; }

    public ushort LastPort { get; }

    /// <summary>Whether it is about every host.</summary>
    public bool IsAnyHost => _network is null && _name is null;

    /// <summary>The name in lower case (without <c>*.</c>), or null for a rule about addresses.</summary>
    public string? Name => _name;

    /// <summary>The host part as a pattern of names: <c>*</c>, <c>name</c> or <c>*.name</c>; null for a rule about addresses.</summary>
    public string? NamePattern => IsAnyHost ? "*" : _name is null ? null : _below ? "*." + _name : _name;

    /// <summary>Reads a rule; <paramref name="problem"/> says in words why it is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PeerRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        if (!TrySplit(text, out ReadOnlySpan<char> host, out ReadOnlySpan<char> ports))
        {
            problem = $"'{text}' is no host with ports";
            return false;
        }

        if (!TryPorts(ports, out ushort first, out ushort last))
        {
            problem = $"'{ports}' are no ports";
            return false;
        }

        problem = null;
        if (host is "*")
        {
            rule = new PeerRule(text, null, 0, null, false, first, last);
            return true;
        }

        int slash = host.IndexOf('/');
        ReadOnlySpan<char> address = slash < 0 ? host : host[..slash];
        if (TryAddress(address, out IPAddress? ip))
        {
            byte[] bytes = ip.GetAddressBytes();
            int bits = bytes.Length * 8;
            if (slash >= 0 && (!int.TryParse(host[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > bytes.Length * 8))
            {
                problem = $"'{host[(slash + 1)..]}' is no length of a network of '{address}'";
                return false;
            }

            if (!IsZeroAfter(bytes, bits))
            {
                problem = $"'{host}' has bits set beyond its length";
                return false;
            }

            rule = new PeerRule(text, bytes, bits, null, false, first, last);
            return true;
        }

        if (slash >= 0)
        {
            problem = $"'{host}' is no network";
            return false;
        }

        bool below = host.StartsWith("*.");
        string name = host[(below ? 2 : 0)..].ToString().ToLowerInvariant();
        if (!IsName(name))
        {
            problem = $"'{host}' is neither an address, a network nor a name";
            return false;
        }

        rule = new PeerRule(text, null, 0, name, below, first, last);
        return true;
    }

    /// <summary>Whether a name matches a pattern as <see cref="NamePattern"/> has it.</summary>
    public static bool MatchesName(string pattern, string name) =>
        pattern == "*"
        || (pattern.StartsWith("*.", StringComparison.Ordinal)
            ? name.Length > pattern.Length - 1 && name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(pattern, name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is a name of the domain name system in ASCII.</summary>
    public static bool IsName(string name)
    {
        if (name.Length is 0 or > 253 || char.IsAsciiDigit(name[^1]) && IPAddress.TryParse(name, out _))
        {
            return false;
        }

        int label = 0;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '.')
            {
                if (label == 0 || name[i - 1] == '-')
                {
                    return false;
                }

                label = 0;
                continue;
            }

            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && (c != '-' || label == 0) || ++label > 63)
            {
                return false;
            }
        }

        return label > 0 && name[^1] != '-';
    }

    /// <summary>Whether the rule covers an address and a port.</summary>
    /// <param name="address">An address; an IPv4 one in IPv6 form counts as IPv4.</param>
    /// <param name="port">The port.</param>
    /// <param name="isKnownAs">Whether the host has found the address for a name that matches the pattern.</param>
    public bool Covers(IPAddress address, int port, Func<IPAddress, string, bool>? isKnownAs = null)
    {
        if (port < FirstPort || port > LastPort)
        {
            return false;
        }

        if (IsAnyHost)
        {
            return true;
        }

        if (_network is null)
        {
            return isKnownAs is not null && isKnownAs(address, NamePattern!);
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int length) && length == _network.Length && IsWithin(bytes);
    }

    /// <summary>Whether everything that another rule covers is covered by this one, by what both say.</summary>
    public bool Contains(PeerRule other) =>
        FirstPort <= other.FirstPort && other.LastPort <= LastPort && ContainsHost(other);

    /// <summary>
    /// The rule that covers what both cover, or null where they have nothing in common. A name and an address have
    /// nothing in common here: only a lookup could tell.
    /// </summary>
    public PeerRule? Meet(PeerRule other)
    {
        PeerRule? host = other.ContainsHost(this) ? this : ContainsHost(other) ? other : null;
        ushort first = Math.Max(FirstPort, other.FirstPort), last = Math.Min(LastPort, other.LastPort);
        if (host is null || first > last)
        {
            return null;
        }

        if (first == host.FirstPort && last == host.LastPort)
        {
            return host;
        }

        string name = host.NamePattern ?? new IPAddress(host._network!) + (host._bits < host._network!.Length * 8 ? $"/{host._bits}" : string.Empty);
        string text = string.Create(CultureInfo.InvariantCulture, $"{(name.Contains(':') ? $"[{name}]" : name)}:{first}{(first == last ? string.Empty : $"-{last}")}");
        return new PeerRule(text, host._network, host._bits, host._name, host._below, first, last);
    }

    /// <summary>The pattern of the names that match both patterns, or null.</summary>
    public static string? MeetPatterns(string left, string right) =>
        ContainsPattern(right, left) ? left : ContainsPattern(left, right) ? right : null;

    public override string ToString() => Text;

    private static bool ContainsPattern(string outer, string inner) =>
        outer == "*"
        || string.Equals(outer, inner, StringComparison.OrdinalIgnoreCase)
        || (inner.StartsWith("*.", StringComparison.Ordinal)
            ? outer.StartsWith("*.", StringComparison.Ordinal) && inner.Length > outer.Length && inner.EndsWith(outer[1..], StringComparison.OrdinalIgnoreCase)
            : inner != "*" && MatchesName(outer, inner));

    private bool ContainsHost(PeerRule other)
    {
        if (IsAnyHost)
        {
            return true;
        }

        if (NamePattern is { } pattern)
        {
            return other.Name is not null && ContainsPattern(pattern, other.NamePattern!);
        }

        return other._network is { } network && network.Length == _network!.Length && _bits <= other._bits && IsWithin(network);
    }

    private bool IsWithin(ReadOnlySpan<byte> address)
    {
        int whole = _bits / 8, rest = _bits % 8;
        return address[..whole].SequenceEqual(_network.AsSpan(0, whole))
            && (rest == 0 || ((address[whole] ^ _network![whole]) >> (8 - rest)) == 0);
    }

    private static bool TrySplit(string text, out ReadOnlySpan<char> host, out ReadOnlySpan<char> ports)
    {
        host = text;
        ports = "*";
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return false;
            }

            host = text.AsSpan(1, end - 1);
            if (end + 1 < text.Length)
            {
                if (text[end + 1] != ':')
                {
                    return false;
                }

                ports = text.AsSpan(end + 2);
            }

            return host.Contains(':');
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && text.IndexOf(':', colon + 1) < 0)
        {
            host = text.AsSpan(0, colon);
            ports = text.AsSpan(colon + 1);
        }

        return host.Length > 0;
    }

    private static bool TryPorts(ReadOnlySpan<char> text, out ushort first, out ushort last)
    {
        first = 0;
        last = ushort.MaxValue;
        if (text is "*")
        {
            return true;
        }

        int dash = text.IndexOf('-');
        ReadOnlySpan<char> low = dash < 0 ? text : text[..dash], high = dash < 0 ? text : text[(dash + 1)..];
        return ushort.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && ushort.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first <= last;
    }

    /// <summary>An IPv4 address of four decimal parts, or an IPv6 address without a zone; none of the shorthands of old.</summary>
    private static bool TryAddress(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        if (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != text.ToString())
        {
            return false;
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return false;
        }

        address = parsed;
        return true;
    }

    private static bool IsZeroAfter(byte[] bytes, int bits)
    {
        for (int i = bits; i < bytes.Length * 8; i++)
        {
            if ((bytes[i / 8] & (0x80 >> (i % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
