using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// The index spaces of one component, component type or instance type while it is validated, and what the rules about
/// names and resources need to know of it.
/// </summary>
internal sealed class ComponentScope(ScopeKind kind, TypeInterner interner)
{
    public ScopeKind Kind { get; } = kind;

    public CoreTypeSpace CoreTypes { get; } = new(interner);

    public List<CoreModuleType> CoreModules { get; } = [];

    public List<CoreInstanceType> CoreInstances { get; } = [];

    public List<CoreItemType> CoreFunctions { get; } = [];

    public List<CoreItemType> CoreTables { get; } = [];

    public List<CoreItemType> CoreMemories { get; } = [];

    public List<CoreItemType> CoreGlobals { get; } = [];

    public List<CoreItemType> CoreTags { get; } = [];

    public List<DefinedType> Types { get; } = [];

    public List<ComponentFuncType> Functions { get; } = [];

    public List<ComponentValueType> Values { get; } = [];

    /// <summary>Whether each value has been used; each must be, exactly once.</summary>
    public List<bool> ValueUsed { get; } = [];

    public List<InstanceType> Instances { get; } = [];

    public List<ComponentType> Components { get; } = [];

    public ExternScope Imports { get; } = new();

    public ExternScope Exports { get; } = new();

    /// <summary>Resources that were imported, with their place among the imports.</summary>
    public List<ResourcePath> ImportedResources { get; } = [];

    /// <summary>Resources that came into being in this scope, in order.</summary>
    public List<ResourceId> DefinedResources { get; } = [];

    /// <summary>Resources with a definition in this very component: only these have a known representation.</summary>
    public List<LocalResource> LocalResources { get; } = [];

    /// <summary>Resources exported as types, with their place among the exports.</summary>
    public ResourcePaths ExplicitResources { get; } = new();

    public Dictionary<NestedComponentDefinition, ResolvedComponent> Nested { get; } = [];

    public Dictionary<CoreModuleDefinition, CoreModuleValidator> Validators { get; } = [];

    public bool HasStart { get; set; }

    /// <summary>The type of the slots of <c>context.get</c> and <c>context.set</c>; one for the component.</summary>
    public ValType? ContextType { get; set; }

    /// <summary>Effective size of the types of all imports and exports.</summary>
    public long TypeSize { get; set; } = 1;

    public int InstanceCount => CoreInstances.Count + Instances.Count;

    /// <summary>The representation of a resource that this component defines, or null.</summary>
    public ValType? RepresentationOf(ResourceId id)
    {
        foreach (var local in LocalResources)
        {
            if (ReferenceEquals(local.Id, id))
            {
                return local.Representation;
            }
        }

        return null;
    }
}
