namespace Compose.Plans;

/// <summary>
/// A plan that passed all six phases: what Emit takes and what a run is made of. It cannot be made except by
/// the validator. All lists are in canonical order (ids ascending ordinally), never in the author's.
/// </summary>
public sealed class ValidatedPlan
{
    internal ValidatedPlan(
        ResolvedPlan resolved,
        IReadOnlyList<ValidatedComponent> components,
        IReadOnlyList<ValidatedInstance> instances,
        IReadOnlyList<int> instantiationOrder,
        IReadOnlyList<ValidatedExport> exports,
        PlanPolicy policy,
        Digest? narrowedGrants,
        IReadOnlyList<ComposeError> warnings)
    {
        Resolved = resolved;
        Components = components;
        Instances = instances;
        InstantiationOrder = instantiationOrder;
        Exports = exports;
        Policy = policy;
        NarrowedGrants = narrowedGrants;
        Warnings = warnings;
    }

    public ResolvedPlan Resolved { get; }

    public Plan Plan => Resolved.Plan;

    public PlanIdentity Identity => Resolved.Identity;

    /// <summary>The components that instances use, by id.</summary>
    public IReadOnlyList<ValidatedComponent> Components { get; }

    /// <summary>The instances, by id.</summary>
    public IReadOnlyList<ValidatedInstance> Instances { get; }

    /// <summary>Indices of <see cref="Instances"/>: every provider before its consumers, otherwise by id.</summary>
    public IReadOnlyList<int> InstantiationOrder { get; }

    /// <summary>The exports of the composition, by name.</summary>
    public IReadOnlyList<ValidatedExport> Exports { get; }

    /// <summary>The policy in force: the plan's, made stricter where the host's is.</summary>
    public PlanPolicy Policy { get; }

    /// <summary>
    /// The digest of all grants where the host's policy took something away from what the plan gives; null where the plan
    /// alone decides them. An artifact holds grants and denials, so the emit key holds this.
    /// </summary>
    public Digest? NarrowedGrants { get; }

    public IReadOnlyList<ComposeError> Warnings { get; }

    /// <summary>Every grant and denial, by instance and import: what the linker and the exec key look at.</summary>
    public IEnumerable<Grant> Grants
    {
        get
        {
            foreach (var instance in Instances)
            {
                foreach (var import in instance.Imports)
                {
                    if (import.Grant is { } grant)
                    {
                        yield return grant;
                    }
                }
            }
        }
    }
}
