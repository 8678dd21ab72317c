namespace Compose.Plans;

/// <summary>How a plan is validated.</summary>
public sealed record ValidationOptions
{
    /// <summary>Where bytes are looked for by digest, before the source hints of the plan.</summary>
    public IBlobSource? Blobs { get; init; }

    /// <summary>
    /// Reads the bytes at a path that a plan names, relative to its folder; null if there is nothing. The default reads
    /// the file system; a host that must not may answer null.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>?> ReadSource { get; init; } = SourceFiles.Read;

    /// <summary>Fetches components whose source is an address and whose bytes are not here; null fetches nothing.</summary>
    public IRemoteSources? Remote { get; init; }

    /// <summary>True where every address of an authored plan must be in its lock file, and nothing else.</summary>
    public bool RequireLock { get; init; }

    public HostPolicy HostPolicy { get; init; } = HostPolicy.Unrestricted;

    /// <summary>The tenant on whose behalf the plan is used, or null for the plan's own.</summary>
    public string? Tenant { get; init; }

    /// <summary>The last phase to run.</summary>
    public PlanPhase Until { get; init; } = PlanPhase.DryLink;

    /// <summary>
    /// True to leave the bodies of core functions to the engine, which validates them when it compiles them: a large
    /// guest then starts at once.
    /// </summary>
    public bool DeferFunctionBodies { get; init; }

    /// <summary>Who is told of the phases and takes the receipt.</summary>
    public Observer Observer { get; init; } = Observer.None;

    /// <summary>The authority epoch that grants are made in.</summary>
    public ulong AuthorityEpoch { get; init; }
}
