namespace Compose.Plans;

/// <summary>Everything that decides the result of a run.</summary>
public sealed record ExecKeyInputs
{
    /// <summary>The digest of the plan without source hints (<see cref="ResolvedPlan.BareDigest"/>).</summary>
    public required Digest Plan { get; init; }

    public required Digest Artifact { get; init; }

    /// <summary>The version of the host's interfaces: <c>compose-host/1</c>.</summary>
    public required string HostAbi { get; init; }

    /// <summary>What the engine says of itself: name, version, options, instruction set. Its digest enters the key.</summary>
    public required string EngineFingerprint { get; init; }

    /// <summary>Every grant and denial in force.</summary>
    public required IEnumerable<Grant> Grants { get; init; }

    /// <summary>The policy in force: the plan's met with the host's.</summary>
    public required PlanPolicy Policy { get; init; }

    /// <summary>What is called: <c>wasi:cli/run@0.2.0#run</c>.</summary>
    public required string Export { get; init; }

    /// <summary>Arguments of the command line, or of the function as text.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables that the run adds to those of the plan, in ordinal order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>The digest of standard input, or null if no instance can read it.</summary>
    public Digest? Stdin { get; init; }

    public ulong AuthorityEpoch { get; init; }
}
