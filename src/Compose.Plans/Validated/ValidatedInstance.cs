namespace Compose.Plans;

/// <summary>One instance of a validated plan.</summary>
public sealed class ValidatedInstance
{
    internal ValidatedInstance(int index, string id, ValidatedComponent component, IReadOnlyList<ValidatedImport> imports, IReadOnlyList<PlanSecretUse> secrets)
    {
        Index = index;
        Id = id;
        Component = component;
        Imports = imports;
        Secrets = secrets;
    }

    /// <summary>The position in <see cref="ValidatedPlan.Instances"/>.</summary>
    public int Index { get; }

    public string Id { get; }

    public InstancePath Path => InstancePath.Root.Child(Id);

    public ValidatedComponent Component { get; }

    /// <summary>Every import of the component, in its order.</summary>
    public IReadOnlyList<ValidatedImport> Imports { get; }

    /// <summary>The secrets that the instance may redeem.</summary>
    public IReadOnlyList<PlanSecretUse> Secrets { get; }
}
