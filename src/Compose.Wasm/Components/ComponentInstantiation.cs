namespace Compose.Wasm.Components;

/// <summary>
/// What instantiating a component with certain arguments gives, on the level of types: the type of the new instance,
/// or every argument that does not fit.
/// </summary>
/// <remarks>
/// Each resource that the component imports is replaced by the one supplied, each that it defines by a new one; named
/// types that it imports are replaced by the names they were supplied under (Binary.md, "Instance Definitions").
/// </remarks>
public sealed class ComponentInstantiation
{
    private const int StepsOfARebuild = 50;

    private ComponentInstantiation(
        InstanceType type, IReadOnlyList<ResourcePath> fresh, IReadOnlyList<TypeMismatch> mismatches, long steps)
    {
        Steps = steps;
        Type = type;
        FreshResources = FixedList<ResourcePath>.Of(fresh);
        Mismatches = mismatches;
    }

    /// <summary>The type of the instance; of little use if there are mismatches.</summary>
    public InstanceType Type { get; }

    /// <summary>The resources that this instantiation made, and where the instance exports them.</summary>
    public IReadOnlyList<ResourcePath> FreshResources { get; }

    /// <summary>Arguments that are missing or do not fit, in the order of the imports; empty if all fit.</summary>
    public IReadOnlyList<TypeMismatch> Mismatches { get; }

    /// <summary>The work it took, as <see cref="ComponentLimits.TypeWork"/> counts it.</summary>
    public long Steps { get; }

    /// <summary>Checks arguments against the imports of a component and computes the type of the instance.</summary>
    /// <param name="component">The component that is instantiated.</param>
    /// <param name="arguments">What is supplied, by the name of the import.</param>
    /// <param name="allowMissing">Leave imports without an argument as they are, resources included, instead of
    /// reporting them: for wiring some imports now and others later.</param>
    public static ComponentInstantiation Create(
        ComponentType component,
        IReadOnlyDictionary<string, ComponentExternType> arguments,
        bool allowMissing = false)
    {
        var checker = new SubtypeChecker();
        var substitution = new TypeSubstitution();
        var supplied = new Dictionary<string, ComponentExtern>(arguments.Count, StringComparer.Ordinal);
        foreach (var import in component.Imports)
        {
            if (arguments.TryGetValue(import.Name, out var argument))
            {
                supplied[import.Name] = import.WithType(argument);
            }
        }

        foreach (var (id, path) in component.ImportedResources)
        {
            if (SubtypeChecker.ResourceAt(component.Imports, supplied.TryGetValue, path) is { } actual)
            {
                checker.Bind(id, actual);
                substitution.Add(id, actual);
            }
        }

        var mismatches = new List<TypeMismatch>();
        foreach (var import in component.Imports)
        {
            if (supplied.TryGetValue(import.Name, out var argument))
            {
                if (checker.CheckArgument(import, argument.Type) is { } mismatch)
                {
                    mismatches.Add(mismatch);
                }
                else
                {
                    Rename(import.Type, argument.Type, substitution);
                }
            }
            else if (!allowMissing)
            {
                mismatches.Add(checker.MissingArgument(import, arguments.Keys));
            }
        }

        var fresh = new ResourcePath[component.DefinedResources.Count];
        for (var i = 0; i < fresh.Length; i++)
        {
            var (id, path) = component.DefinedResources[i];
            var made = new ResourceId(id.Name, ResourceOrigin.Instantiated, id.Place);
            substitution.Add(id, made);
            fresh[i] = new ResourcePath(made, path);
        }

        var type = Instance(component, substitution);
        return new ComponentInstantiation(type, fresh, mismatches, checker.Steps + (substitution.Steps * StepsOfARebuild));
    }

    private static InstanceType Instance(ComponentType component, TypeSubstitution substitution)
    {
        var exports = new ComponentExtern[component.Exports.Count];
        for (var i = 0; i < exports.Length; i++)
        {
            exports[i] = substitution.Apply(component.Exports[i]);
        }

        var paths = new ResourcePath[component.ExplicitResources.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            var (id, path) = component.ExplicitResources[i];
            paths[i] = new ResourcePath(substitution.Apply(id), path);
        }

        return new InstanceType(exports, null, paths);
    }

    /// <summary>Lets the names of imported types stand for the names they were supplied under.</summary>
    private static void Rename(ComponentExternType expected, ComponentExternType actual, TypeSubstitution substitution)
    {
        if (expected.Kind == ComponentExternKind.Type)
        {
            substitution.Add(expected.Type!, actual.Type!);
        }
        else if (expected.AsInstance is { } instance && actual.AsInstance is { } given)
        {
            foreach (var item in instance.Exports)
            {
                if (given.TryGetExport(item.Name, out var found))
                {
                    Rename(item.Type, found.Type, substitution);
                }
            }
        }
    }
}
