using System.Net;

namespace Compose.Capabilities.Network;

/// <summary>
/// Whom one instance may talk to: the rules of its grant, and the addresses that the host has found for names on its
/// behalf. Rules of a child plan hold within those of its parent.
/// </summary>
public sealed class SocketRules
{
    /// <summary>Most addresses that are remembered; looking up more begins anew.</summary>
    private const int MaxKnown = 4_096;

    private readonly PeerRule[] _connect;
    private readonly PeerRule[] _listen;
    private readonly PeerRule[] _udp;
    private readonly PeerRule[] _bind;
    private readonly string[] _lookup;
    private readonly SocketRules? _within;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, HashSet<string>> _known = [];

    /// <exception cref="ComposeException"><c>Plan.InvalidCapability</c>: a rule is none.</exception>
    public SocketRules(SocketParameters parameters, SocketRules? within = null)
    {
        _connect = Parse(parameters.Connect);
        _listen = Parse(parameters.Listen);
        _udp = Parse(parameters.Udp);
        _bind = Parse(parameters.Bind);
        _lookup = [.. parameters.Lookup];
        _within = within;
    }

    private SocketRules(SocketRules rules, SocketRules within)
    {
        _connect = rules._connect;
        _listen = rules._listen;
        _udp = rules._udp;
        _bind = rules._bind;
        _lookup = rules._lookup;
        _within = within;
    }

    /// <summary>These rules within others: what both let through.</summary>
    public SocketRules Inside(SocketRules outer) => new(this, outer);

    /// <summary>A TCP connection to a peer.</summary>
    public bool MayConnect(IPAddress address, int port) => Covers(_connect, address, port) && _within?.MayConnect(address, port) != false;

    /// <summary>Accepting TCP connections at a local address; the port as asked for, 0 included.</summary>
    public bool MayListen(IPAddress address, int port) => Covers(_listen, address, port) && _within?.MayListen(address, port) != false;

    /// <summary>Datagrams to a peer.</summary>
    public bool MaySend(IPAddress address, int port) => Covers(_udp, address, port) && _within?.MaySend(address, port) != false;

    /// <summary>Binding a socket that means to connect or to accept.</summary>
    public bool MayBindTcp(IPAddress address, int port) =>
        (IsNowhere(address, port) && _connect.Length > 0) || MayListen(address, port) || MayBind(address, port);

    /// <summary>Binding a socket for datagrams.</summary>
    public bool MayBindUdp(IPAddress address, int port) => (IsNowhere(address, port) && _udp.Length > 0) || MayBind(address, port);

    /// <summary>A rule of its own for a local address.</summary>
    public bool MayBind(IPAddress address, int port) => Covers(_bind, address, port) && _within?.MayBind(address, port) != false;

    /// <summary>Looking up a name.</summary>
    public bool MayLookUp(string name)
    {
        foreach (string pattern in _lookup)
        {
            if (PeerRule.MatchesName(pattern, name))
            {
                return _within?.MayLookUp(name) != false;
            }
        }

        return false;
    }

    /// <summary>Remembers what a name was found to be.</summary>
    public void Learn(string name, ReadOnlySpan<IPAddress> addresses)
    {
        _within?.Learn(name, addresses);
        lock (_gate)
        {
            if (_known.Count + addresses.Length > MaxKnown)
            {
                _known.Clear();
            }

            foreach (IPAddress address in addresses)
            {
                if (!_known.TryGetValue(address, out HashSet<string>? names))
                {
                    names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                    _known.Add(address, names);
                }

                if (names.Count < 64)
                {
                    names.Add(name);
                }
            }
        }
    }

    /// <summary>Begins another run: no name was looked up yet.</summary>
    internal void Forget()
    {
        lock (_gate)
        {
            _known.Clear();
        }
    }

    private static bool IsNowhere(IPAddress address, int port) => port == 0 && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private static PeerRule[] Parse(IReadOnlyList<string> texts)
    {
        var rules = new PeerRule[texts.Count];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = PeerRule.TryParse(texts[i], out PeerRule? rule, out string? problem)
                ? rule
                : throw new ComposeException(ErrorCodes.Plan.InvalidCapability, problem);
        }

        return rules;
    }

    private bool Covers(PeerRule[] rules, IPAddress address, int port)
    {
        foreach (PeerRule rule in rules)
        {
            if (rule.Covers(address, port, IsKnownAs))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsKnownAs(IPAddress address, string pattern)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(address, out HashSet<string>? names))
            {
                foreach (string name in names)
                {
                    if (PeerRule.MatchesName(pattern, name))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
