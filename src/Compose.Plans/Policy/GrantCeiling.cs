namespace Compose.Plans;

/// <summary>
/// Holds grants within the ceilings of a host's policy: what both the plan and the ceiling let through is granted. Rules
/// meet as sets, by what they say; a rule by name and one by network meet nowhere, because only a lookup could tell.
/// </summary>
internal static class GrantCeiling
{
    /// <summary>What a grant may do within a ceiling of the same interface.</summary>
    /// <param name="given">The parameters of the plan.</param>
    /// <param name="ceiling">Those of the ceiling.</param>
    /// <param name="lost">Gets in words what of the plan's lies outside.</param>
    public static GrantParameters? Meet(GrantParameters? given, GrantParameters? ceiling, ICollection<string> lost)
    {
        switch (given, ceiling)
        {
            case (SocketParameters plan, SocketParameters host):
                return new SocketParameters
                {
                    Connect = Peers("connect", plan.Connect, host.Connect, lost),
                    Listen = Peers("listen", plan.Listen, host.Listen, lost),
                    Udp = Peers("udp", plan.Udp, host.Udp, lost),
                    Bind = Peers("bind", plan.Bind, host.Bind, lost),
                    Lookup = Names("lookup", plan.Lookup, host.Lookup, lost),
                };
            case (NetworkParameters plan, NetworkParameters host):
                return new NetworkParameters
                {
                    Allow = HttpPeers(plan.Allow, host.Allow, lost),
                    Methods = Words("methods", plan.Methods, host.Methods, lost),
                    Headers = Fields(plan.Headers, host.Headers, lost),
                };
            case (KeyValueParameters plan, KeyValueParameters host):
                Words("buckets", plan.Buckets, host.Buckets, lost);
                if (host.ReadOnly && !plan.ReadOnly)
                {
                    lost.Add("writing");
                }

                return plan.Meet(host);
            case (LinkParameters plan, LinkParameters host):
                return new LinkParameters { Providers = Words("providers", plan.Providers, host.Providers, lost) };
            default:
                return given;
        }
    }

    /// <summary>The lower of two budgets, amount by amount.</summary>
    public static GrantBudget? Meet(GrantBudget? plan, GrantBudget? host)
    {
        if (plan is null || host is null)
        {
            return plan ?? host;
        }

        // Rates are compared as calls in a time: a / b < c / d as a * d < c * b.
        bool isHostSlower = host.RateCalls is { } calls
            && (plan.RateCalls is not { } own || (UInt128)calls * plan.RateMilliseconds < (UInt128)own * host.RateMilliseconds);
        return new GrantBudget
        {
            Calls = Lower(plan.Calls, host.Calls),
            Bytes = Lower(plan.Bytes, host.Bytes),
            RateCalls = isHostSlower ? host.RateCalls : plan.RateCalls,
            RateMilliseconds = isHostSlower ? host.RateMilliseconds : plan.RateMilliseconds,
        };
    }

    private static ulong? Lower(ulong? left, ulong? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;

    private static List<string> Peers(string what, IReadOnlyList<string> plan, IReadOnlyList<string> host, ICollection<string> lost) =>
        Rules(what, plan, host, lost, static (text, other) =>
        {
            PeerRule? met = Parse(text).Meet(Parse(other));
            return (met?.Text, met is not null && Parse(other).Contains(Parse(text)));
        });

    private static List<string> HttpPeers(IReadOnlyList<string> plan, IReadOnlyList<string> host, ICollection<string> lost) =>
        Rules("allow", plan, host, lost, static (text, other) =>
            HttpPeer.TryParse(text, out HttpPeer? asked) && HttpPeer.TryParse(other, out HttpPeer? ceiling) && asked.Meet(ceiling) is { } met
                ? (met.ToString(), ceiling.Contains(asked))
                : (null, false));

    private static List<string> Names(string what, IReadOnlyList<string> plan, IReadOnlyList<string> host, ICollection<string> lost) =>
        Rules(what, plan, host, lost, static (text, other) =>
            PeerRule.MeetPatterns(text, other) is { } met ? (met, met == text) : (null, false));

    private static IReadOnlyList<string>? Fields(IReadOnlyList<string>? plan, IReadOnlyList<string>? host, ICollection<string> lost) =>
        plan is null || host is null
            ? Words("headers", plan, host, lost)
            : Rules("headers", plan, host, lost, static (text, other) => string.Equals(other, text, StringComparison.OrdinalIgnoreCase) || (other is [.., '*'] && text.StartsWith(other[..^1], StringComparison.OrdinalIgnoreCase))
                ? (text, true)
                : text is [.., '*'] && other.StartsWith(text[..^1], StringComparison.OrdinalIgnoreCase) ? (other, false) : (null, false));

    /// <summary>Words of both lists; null is every word.</summary>
    private static IReadOnlyList<string>? Words(string what, IReadOnlyList<string>? plan, IReadOnlyList<string>? host, ICollection<string> lost)
    {
        if (host is null)
        {
            return plan;
        }

        if (plan is null)
        {
            lost.Add($"{what} other than {string.Join(", ", host)}");
            return host;
        }

        return Rules(what, plan, host, lost, static (text, other) => text == other ? (text, true) : (null, false));
    }

    /// <summary>What each rule of the plan has in common with each of the host's, in ordinal order.</summary>
    /// <param name="what">The parameter, for <paramref name="lost"/>.</param>
    /// <param name="plan">The plan's rules.</param>
    /// <param name="host">The host's rules.</param>
    /// <param name="lost">Gets the rules of the plan that none of the host's contains.</param>
    /// <param name="meet">The common part of two, or null, and whether the host's contains the plan's.</param>
    private static List<string> Rules(string what, IReadOnlyList<string> plan, IReadOnlyList<string> host, ICollection<string> lost, Func<string, string, (string? Met, bool IsWhole)> meet)
    {
        var met = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string text in plan)
        {
            bool isWhole = false;
            var parts = new List<string>();
            foreach (string other in host)
            {
                (string? part, bool whole) = meet(text, other);
                isWhole |= whole;
                if (part is not null)
                {
                    parts.Add(part);
                }
            }

            if (isWhole)
            {
                met.Add(text);
                continue;
            }

            met.UnionWith(parts);
            lost.Add($"{what} {text}");
        }

        return [.. met];
    }

    // The rules of both were checked when they were read.
    private static PeerRule Parse(string text) => PeerRule.TryParse(text, out PeerRule? rule, out string? problem) ? rule : throw new ComposeException(ErrorCodes.Plan.InvalidCapability, problem);
}
