namespace Compose;

/// <summary>
/// How far a grant reaches; one derived type per kind of interface. Lists are in a fixed order, so that equal grants
/// have equal bytes.
/// </summary>
public abstract record GrantParameters;

/// <summary>
/// Attenuates <c>wasi:cli/environment</c>, which carries three things at once. Each part that is null is denied: no
/// variables, no arguments, no initial directory.
/// </summary>
public sealed record EnvironmentParameters : GrantParameters
{
    /// <summary>The variables in ordinal order of their names, or null when the environment is not granted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Variables { get; init; }

    /// <summary>True if the instance sees arguments.</summary>
    public bool Arguments { get; init; }

    /// <summary>Arguments fixed by the plan (after the program's name), or null for those of the command line.</summary>
    public IReadOnlyList<string>? FixedArguments { get; init; }

    /// <summary>What <c>initial-cwd</c> answers, or null for none.</summary>
    public string? InitialDirectory { get; init; }
}

/// <summary>Attenuates <c>wasi:filesystem/preopens</c>: the directories that are open from the start.</summary>
public sealed record FilesystemParameters : GrantParameters
{
    /// <summary>In the order of the plan; guests may depend on it.</summary>
    public required IReadOnlyList<DirectoryGrant> Directories { get; init; }
}

/// <summary>One preopened directory.</summary>
/// <param name="HostPath">The host's path as the plan has it; relative ones count from the plan's folder.</param>
/// <param name="GuestPath">The path under which the guest sees it.</param>
/// <param name="ReadOnly">True if nothing below it may be changed.</param>
public sealed record DirectoryGrant(string HostPath, string GuestPath, bool ReadOnly)
{
    /// <summary>Bytes by which the files below it may grow in one run, or null for no quota.</summary>
    public ulong? QuotaBytes { get; init; }

    /// <summary>Files, directories and links that may be made below it in one run, or null for no quota.</summary>
    public ulong? QuotaFiles { get; init; }
}

/// <summary>Attenuates outgoing HTTP: the peers that may be reached.</summary>
public sealed record NetworkParameters : GrantParameters
{
    /// <summary><see cref="HttpPeer"/>s as text, in ordinal order; <c>*</c> alone is every peer.</summary>
    public required IReadOnlyList<string> Allow { get; init; }

    /// <summary>Methods that requests may have, in ordinal order; null for all.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Names of fields that requests may carry, in ordinal order, <c>x-*</c> for all that begin so; null for all.</summary>
    public IReadOnlyList<string>? Headers { get; init; }
}

/// <summary>
/// Attenuates <c>wasi:sockets</c>: each list holds <see cref="PeerRule"/>s as text, in ordinal order; an empty one denies
/// what it is about.
/// </summary>
public sealed record SocketParameters : GrantParameters
{
    /// <summary>Everything: a grant without parameters.</summary>
    public static SocketParameters Everything { get; } = new() { Connect = ["*"], Listen = ["*"], Udp = ["*"], Bind = ["*"], Lookup = ["*"] };

    /// <summary>Peers that TCP connections may be made to.</summary>
    public IReadOnlyList<string> Connect { get; init; } = [];

    /// <summary>Local addresses at which TCP connections may be accepted.</summary>
    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>Peers that datagrams may be exchanged with.</summary>
    public IReadOnlyList<string> Udp { get; init; } = [];

    /// <summary>Local addresses that sockets may be bound to; datagrams that arrive there are taken from anybody.</summary>
    public IReadOnlyList<string> Bind { get; init; } = [];

    /// <summary>Names that may be looked up.</summary>
    public IReadOnlyList<string> Lookup { get; init; } = [];
}

/// <summary>Attenuates <c>wasi:keyvalue</c>.</summary>
public sealed record KeyValueParameters : GrantParameters
{
    /// <summary>Names of buckets that may be opened, in ordinal order; null for any.</summary>
    public IReadOnlyList<string>? Buckets { get; init; }

    /// <summary>True if nothing may be changed.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bytes of keys and values that each bucket may hold, or null for the host's own limit.</summary>
    public ulong? QuotaBytes { get; init; }

    /// <summary>What both let through.</summary>
    public KeyValueParameters Meet(KeyValueParameters other) => new()
    {
        Buckets = Buckets is null ? other.Buckets : other.Buckets is null ? Buckets : [.. Buckets.Intersect(other.Buckets)],
        ReadOnly = ReadOnly || other.ReadOnly,
        QuotaBytes = QuotaBytes is { } a && other.QuotaBytes is { } b ? Math.Min(a, b) : QuotaBytes ?? other.QuotaBytes,
    };
}

/// <summary>Attenuates <c>wasi:config</c>: the entries that the instance sees.</summary>
public sealed record ConfigParameters : GrantParameters
{
    /// <summary>In ordinal order of their names.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Entries { get; init; }
}

/// <summary>Attenuates <c>compose:dynlink</c>.</summary>
public sealed record LinkParameters : GrantParameters
{
    /// <summary>Ids of the components of the plan that may be linked, in ordinal order; null for all.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}
