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

    /// <summary>The other parameters, by key, each at most once.</summary>
    public IReadOnlyList<PlanParameter> Parameters { get; init; } = [];

    /// <summary>Whether it has parameters that say how far it reaches; terms (expiry, budgets) are none of these.</summary>
    public bool HasScope =>
        Variables is not null || InitialDirectory is not null || Arguments is not null || Directories is not null || Allow is not null
        || Parameters.Any(p => p.Parameter.Kind != CapabilityParameterKinds.Terms);

    /// <summary>Whether it has parameters of any kind.</summary>
    public bool HasParameters => HasScope || Parameters.Count > 0;

    /// <summary>The texts of a parameter, or null where it is left out.</summary>
    public IReadOnlyList<string>? TextsOf(CapabilityParameter parameter) => Find(parameter)?.Texts;

    /// <summary>The number of a parameter, or null where it is left out.</summary>
    public ulong? NumberOf(CapabilityParameter parameter) => Find(parameter)?.Number;

    /// <summary>A parameter, or null where it is left out.</summary>
    public PlanParameter? Find(CapabilityParameter parameter)
    {
        foreach (PlanParameter each in Parameters)
        {
            if (each.Parameter == parameter)
            {
                return each;
            }
        }

        return null;
    }

    public SourceMark Mark { get; init; }
}
