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
        if (Scheme is not null && Scheme != scheme)
        {
            return false;
        }

        if (Port is null ? port != (scheme == "https" ? 443 : 80) : Port != 0 && Port != port)
        {
            return false;
        }

        string name = Normal(host);
        return Host == "*" || (Host[0] == '*' ? name.Length > Host.Length - 1 && name.EndsWith(Host[1..], StringComparison.Ordinal) : name == Host);
    }

    public override string ToString() =>
        $"{(Scheme is null ? string.Empty : Scheme + "://")}{(Host.Contains(':') ? $"[{Host}]" : Host)}{(Port is null || (Port == 0 && Host == "*") ? string.Empty : Port == 0 ? ":*" : $":{Port}")}";

    private static string Normal(string host) => host.TrimEnd('.').ToLowerInvariant();
}
