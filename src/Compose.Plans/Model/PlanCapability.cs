namespace Compose.Plans;

/// <summary>
/// A capability that the plan gives to one instance. The name is that of <see cref="CapabilityVocabulary"/> in its full
/// form, or of any interface or package that a host may offer.
/// </summary>
public sealed record PlanCapability
{
    /// <summary>The full name: <c>wasi:cli/stdin</c>, <c>wasi:clocks</c>; never a short name.</summary>
    public required string Name { get; init; }

    public CapabilityLevel Level { get; init; }

    /// <summary>Environment variables in ordinal order, or null.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Variables { get; init; }

    /// <summary>What <c>initial-cwd</c> answers, or null.</summary>
    public string? InitialDirectory { get; init; }

    /// <summary>Fixed arguments, or null.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Preopened directories in the author's order, or null.</summary>
    public IReadOnlyList<DirectoryGrant>? Directories { get; init; }

    /// <summary>Peers that may be reached, or null.</summary>
    public IReadOnlyList<string>? Allow { get; init; }

    public SourceMark Mark { get; init; }
}
