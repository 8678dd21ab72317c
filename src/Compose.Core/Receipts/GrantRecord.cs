namespace Compose;

/// <summary>One interface of one instance in a receipt: what was granted, and what became of it.</summary>
/// <param name="Instance">The instance of the plan.</param>
/// <param name="Interface">Package and interface, without version.</param>
public sealed record GrantRecord(InstancePath Instance, string Interface)
{
    /// <summary><c>granted</c>, <c>denied</c>, or <c>shared</c>: an interface that only acts on handles, counted by their owner.</summary>
    public required string State { get; init; }

    /// <summary>The digest of the grant as the exec key has it; null for <c>shared</c>.</summary>
    public Digest? Digest { get; init; }

    /// <summary>For an artifact: whether the answer is compiled in, so that no host is asked.</summary>
    public bool IsCompiled { get; init; }

    /// <summary>Calls through it in one run; null where nothing was run.</summary>
    public long? Calls { get; init; }

    /// <summary>Calls that the authority did not cover: of a denied interface all, of a granted one those beyond its parameters.</summary>
    public long? Refusals { get; init; }
}
