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
public sealed record DirectoryGrant(string HostPath, string GuestPath, bool ReadOnly);

/// <summary>Attenuates sockets and outgoing HTTP: the peers that may be reached.</summary>
public sealed record NetworkParameters : GrantParameters
{
    /// <summary>Hosts, <c>host:port</c> or <c>*.example.com</c>; <c>*</c> alone is every peer.</summary>
    public required IReadOnlyList<string> Allow { get; init; }
}
