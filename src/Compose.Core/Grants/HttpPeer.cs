using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Compose;

/// <summary>
/// Whom a grant of outgoing HTTP reaches: <c>[SCHEME://]HOST[:PORT]</c>. The host is a name, an address, or
/// <c>*.example.com</c> for every name below one; <c>*</c> is every host, and as a port every port. Without a port it is
/// the scheme's own (80 or 443); without a scheme both schemes are reached.
/// </summary>
/// <param name="Scheme"><c>http</c>, <c>https</c>, or null for both.</param>
/// <param name="Host">In lower case, without brackets: <c>example.com</c>, <c>*.example.com</c>, <c>*</c>, <c>::1</c>.</param>
/// <param name="Port">A port, 0 for every port, or null for the scheme's own.</param>
public sealed record HttpPeer(string? Scheme, string Host, int? Port)
{
    private static readonly SearchValues<char> s_notOfHosts = SearchValues.Create("/@?#[] \t\\%");

    /// <summary>Reads a peer as plans and the command line write it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HttpPeer? peer)
    {
        peer = null;
        string rest = text;
        string? scheme = null;
        int colons = rest.IndexOf("://", StringComparison.Ordinal);
        if (colons >= 0)
        {
            scheme = rest[..colons].ToLowerInvariant();
            rest = rest[(colons + 3)..];
            if (scheme is not ("http" or "https"))
            {
                return false;
            }
        }

        string host = rest;
        int? port = null;
        int colon = rest.LastIndexOf(':');
        bool isBracketed = rest.StartsWith('[');
        if (isBracketed ? rest.IndexOf("]:", StringComparison.Ordinal) is > 0 and var end && (colon = end + 1) > 0 : colon >= 0 && rest.IndexOf(':') == colon)
        {
            if (rest.AsSpan(colon + 1) is "*")
            {
                port = 0;
            }
            else if (ushort.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0)
            {
                port = number;
            }
            else
            {
                return false;
            }

            host = rest[..colon];
        }
        else if (rest == "*")
        {
            port = 0;
        }

        host = Normal(isBracketed && host.EndsWith(']') ? host[1..^1] : host);
        bool isName = host.Length > 0 && host.Length <= 255 && !host.AsSpan().ContainsAny(s_notOfHosts);
        if (!isName || (host != "*" && host.LastIndexOf('*') > 0) || (host.StartsWith('*') && host != "*" && (host.Length < 3 || host[1] != '.')))
        {
            return false;
        }

        peer = new HttpPeer(scheme, host, port);
        return true;
    }

    /// <summary>Whether a request lies within it.</summary>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="host">A name or address without brackets.</param>
    /// <param name="port">The port, whether written or the scheme's own.</param>
    public bool Covers(string scheme, string host, int port)
    {
        if (PortFor(scheme) is not { } own || (own != 0 && own != port))
        {
            return false;
        }

        string name = Normal(host);
        return Host == "*" || (Host[0] == '*' ? name.Length > Host.Length - 1 && name.EndsWith(Host[1..], StringComparison.Ordinal) : name == Host);
    }

    /// <summary>Whether every request within another peer lies within this one.</summary>
    public bool Contains(HttpPeer other) =>
        PeerRule.MeetPatterns(Host, other.Host) == other.Host
        && IsIn("http", other) && IsIn("https", other);

    /// <summary>The peer that both reach, or null where they have nothing in common.</summary>
    public HttpPeer? Meet(HttpPeer other)
    {
        int? plain = MeetPort(PortFor("http"), other.PortFor("http")), secure = MeetPort(PortFor("https"), other.PortFor("https"));
        if (PeerRule.MeetPatterns(Host, other.Host) is not { } host || (plain ?? secure) is not { } port)
        {
            return null;
        }

        // Two ports differ only where they are the schemes' own.
        return secure is null ? new HttpPeer("http", host, port == 80 ? null : port)
            : plain is null ? new HttpPeer("https", host, port == 443 ? null : port)
            : new HttpPeer(null, host, plain == secure ? port : null);
    }

    public override string ToString() =>
        $"{(Scheme is null ? string.Empty : Scheme + "://")}{(Host.Contains(':') ? $"[{Host}]" : Host)}{(Port is null || (Port == 0 && Host == "*") ? string.Empty : Port == 0 ? ":*" : $":{Port}")}";

    /// <summary>The port that is reached by a scheme, 0 for every port, or null if the scheme is not reached.</summary>
    private int? PortFor(string scheme) => Scheme is not null && Scheme != scheme ? null : Port ?? (scheme == "https" ? 443 : 80);

    private static int? MeetPort(int? left, int? right) => left == right || right == 0 ? left : left == 0 ? right : null;

    private bool IsIn(string scheme, HttpPeer other) => other.PortFor(scheme) is not { } port || PortFor(scheme) is { } own && (own == 0 || own == port);

    private static string Normal(string host) => host.TrimEnd('.').ToLowerInvariant();
}
