namespace Compose.Wasm.Components;

/// <summary>
/// Decides whether one type may stand where another is asked for (Explainer, "Type Checking"). Instances and
/// components may offer more and need less than is asked; functions and values must be equal, as all present hosts
/// demand; resources must have the same identity.
/// </summary>
public static class Subtyping
{
    /// <summary>The first mismatch, or null if <paramref name="actual"/> may stand for <paramref name="expected"/>.
    /// </summary>
    /// <param name="actual">What is given.</param>
    /// <param name="expected">What is asked for.</param>
    /// <param name="resources">Resources of <paramref name="expected"/> that stand for others of
    /// <paramref name="actual"/>.</param>
    public static TypeMismatch? Check(
        ComponentExternType actual,
        ComponentExternType expected,
        IReadOnlyDictionary<ResourceId, ResourceId>? resources = null) =>
        new SubtypeChecker(resources).Check(actual, expected);

    /// <summary>
    /// As <see cref="Check"/>, for the type of an instance that exists against the type of an import: the resources
    /// that the import introduces are found in the instance by name first.
    /// </summary>
    public static TypeMismatch? CheckInstance(InstanceType actual, InstanceType expected, IReadOnlyDictionary<ResourceId, ResourceId>? resources = null)
    {
        var checker = new SubtypeChecker(resources);
        checker.BindByName(actual, expected);
        return checker.Check(ComponentExternType.Instance(actual), ComponentExternType.Instance(expected));
    }
}
