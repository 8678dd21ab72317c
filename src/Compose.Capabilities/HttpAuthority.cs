namespace Compose.Capabilities;

/// <summary>What an instance may do by outgoing HTTP. What lies outside is answered with <c>HTTP-request-denied</c>.</summary>
public sealed record HttpAuthority
{
    /// <summary>Every host, method and header, without limit.</summary>
    public static HttpAuthority Everything { get; } = new() { Peers = [new HttpPeer(null, "*", 0)] };

    /// <summary>Whom it reaches.</summary>
    public required IReadOnlyList<HttpPeer> Peers { get; init; }

    /// <summary>Methods, as they are written; null for all.</summary>
    public IReadOnlySet<string>? Methods { get; init; }

    /// <summary>Names of fields, in lower case, that a request may carry, <c>x-*</c> for all that begin so; null for all.</summary>
    public IReadOnlyList<string>? Headers { get; init; }

    /// <summary>The rules of the instance that runs this one as part of a child plan, or null: what both let through may be sent.</summary>
    private HttpAuthority? Within { get; init; }

    /// <summary>These rules within others: what both let through.</summary>
    public HttpAuthority Inside(HttpAuthority outer) => this with { Within = Within?.Inside(outer) ?? outer };

    /// <summary>Whether a request may be sent.</summary>
    public bool Permits(string method, Uri target, IReadOnlyList<KeyValuePair<string, byte[]>> fields)
    {
        if (Within?.Permits(method, target, fields) == false)
        {
            return false;
        }

        if (Methods is { } methods && !methods.Contains(method))
        {
            return false;
        }

        foreach ((string name, _) in fields)
        {
            if (!PermitsHeader(name))
            {
                return false;
            }
        }

        string host = target.HostNameType == UriHostNameType.IPv6 ? target.DnsSafeHost : target.IdnHost;
        foreach (HttpPeer peer in Peers)
        {
            if (peer.Covers(target.Scheme, host, target.Port))
            {
                return true;
            }
        }

        return false;
    }

    private bool PermitsHeader(string name)
    {
        if (Headers is null)
        {
            return true;
        }

        foreach (string pattern in Headers)
        {
            if (pattern.EndsWith('*')
                ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
                : name.Equals(pattern, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
