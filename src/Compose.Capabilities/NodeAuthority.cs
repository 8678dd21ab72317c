using Compose.Capabilities.Network;

namespace Compose.Capabilities;

/// <summary>
/// What one instance of a plan may do, as data: everything is denied unless said. The floor above translates grants of a
/// plan and switches of the command line into it. Equal authorities are equal records only by their parts; digests of
/// grants are the plan's business.
/// </summary>
public sealed record NodeAuthority(InstancePath Node)
{
    /// <summary>Environment variables in the order the guest sees them; none where denied.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Arguments, the program's name first; none where denied.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What <c>initial-cwd</c> answers.</summary>
    public string? InitialDirectory { get; init; }

    /// <summary>Standard input; denied, it is at its end.</summary>
    public bool Stdin { get; init; }

    /// <summary>Standard output; denied, it is closed.</summary>
    public bool Stdout { get; init; }

    /// <summary>Standard error; denied, it is closed.</summary>
    public bool Stderr { get; init; }

    /// <summary>The monotonic clock; denied, it starts at 0 and moves only by waiting.</summary>
    public bool MonotonicClock { get; init; }

    /// <summary>The wall clock; denied, it shows 1970-01-01.</summary>
    public bool WallClock { get; init; }

    /// <summary><c>wasi:random/random</c>; denied, it traps.</summary>
    public bool Random { get; init; }

    /// <summary><c>wasi:random/insecure</c>; denied, it traps.</summary>
    public bool InsecureRandom { get; init; }

    /// <summary><c>wasi:random/insecure-seed</c>; denied, it is zero.</summary>
    public bool InsecureSeed { get; init; }

    /// <summary>Preopened directories, in the order the guest sees them.</summary>
    public IReadOnlyList<PreopenGrant> Preopens { get; init; } = [];

    /// <summary><c>wasi:config/store</c>; null where denied.</summary>
    public IReadOnlyDictionary<string, string>? Configuration { get; init; }

    /// <summary>Outgoing HTTP; null where denied.</summary>
    public HttpAuthority? Http { get; init; }

    /// <summary>
    /// Outgoing HTTP that is denied traps with <c>Exec.CapabilityDenied</c> instead of answering
    /// <c>HTTP-request-denied</c>: for a bare component, whose imports nobody has called optional, as on hosts that do not
    /// link HTTP unless told.
    /// </summary>
    public bool TrapsOnDeniedHttp { get; init; }

    /// <summary>
    /// Interfaces, without version, that are not there at all instead of denying: a component that imports one does not
    /// link.
    /// </summary>
    public IReadOnlySet<string> Withheld { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Interfaces, without version, that are imported and denied: calls of them are counted and told as refusals. What
    /// they answer is decided by the parts above.
    /// </summary>
    public IReadOnlySet<string> Denied { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What the host offers to this instance under <c>std:</c> and <c>sys:</c>.</summary>
    public Std.HostFacilities Facilities { get; init; } = Std.HostFacilities.None;

    public NodeLimits Limits { get; init; } = NodeLimits.Default;

    /// <summary>The grants themselves by interface, without version: their expiry, epoch and budgets hold at every call.</summary>
    public IReadOnlyDictionary<string, Grant> Grants { get; init; } = new Dictionary<string, Grant>(StringComparer.Ordinal);

    /// <summary>
    /// The instance that runs this one as part of a child plan, or null: what this one uses is counted there as well, under
    /// the terms of its grants.
    /// </summary>
    public NodeSession? Within { get; init; }

    /// <summary><c>wasi:keyvalue</c>; null where denied.</summary>
    public KeyValueParameters? KeyValue { get; init; }

    /// <summary><c>wasi:logging</c>; denied, lines go nowhere.</summary>
    public bool Logging { get; init; }

    /// <summary><c>wasi:sockets</c>; null where denied.</summary>
    public SocketRules? Sockets { get; init; }

    /// <summary>
    /// The implicit grants of a bare component: standard streams, the given arguments, clocks and random, and nothing
    /// else.
    /// </summary>
    public static NodeAuthority Command(InstancePath node, IReadOnlyList<string> arguments) => new(node)
    {
        Arguments = arguments,
        Stdin = true,
        Stdout = true,
        Stderr = true,
        MonotonicClock = true,
        WallClock = true,
        Random = true,
        InsecureRandom = true,
        InsecureSeed = true,
        TrapsOnDeniedHttp = true,
    };
}
