using Compose.Testing;

namespace Compose.Plans.Tests;

/// <summary>The plans of the examples folder.</summary>
internal static class ExamplePlans
{
    public static string PathOf(string name) => Path.Combine(SharedData.RepositoryRoot!, "examples", name);

    public static ValidationReport Validate(string name, ValidationOptions? options = null) =>
        PlanValidator.Validate(PlanReader.ReadFile(PathOf(name)), options ?? new ValidationOptions { DeferFunctionBodies = true });
}
