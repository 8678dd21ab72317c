using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// A valid component with its index spaces resolved: entry <c>i</c> of each list is what index <c>i</c> of that sort
/// means at the end of the component. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// <para>A consumer that only asks what a component needs and gives reads <see cref="Type"/> (or
/// <see cref="Imports"/> and <see cref="Exports"/>) and never touches an index.</para>
/// <para>A runtime walks <see cref="Component.Definitions"/> in order and looks up the types here. Resource types in
/// them are variables; their values at run time come from four places: <see cref="ComponentType.ImportedResources"/>
/// (walk the path through the arguments), <see cref="LocalResources"/> (new with every instantiation), and for every
/// instance that is made or imported <see cref="InstanceType.ExplicitResources"/> of its type (walk the path through
/// the run-time instance).</para>
/// </remarks>
public sealed class ResolvedComponent
{
    internal ResolvedComponent(Component syntax, ComponentType type, ComponentScope scope, TypeInterner interner)
    {
        Syntax = syntax;
        Type = type;
        Interner = interner;
        Types = scope.Types.ToArray();
        Functions = scope.Functions.ToArray();
        Instances = scope.Instances.ToArray();
        Components = scope.Components.ToArray();
        Values = scope.Values.ToArray();
        CoreModules = scope.CoreModules.ToArray();
        CoreInstances = scope.CoreInstances.ToArray();
        CoreFunctions = scope.CoreFunctions.ToArray();
        CoreTables = scope.CoreTables.ToArray();
        CoreMemories = scope.CoreMemories.ToArray();
        CoreGlobals = scope.CoreGlobals.ToArray();
        CoreTags = scope.CoreTags.ToArray();
        LocalResources = scope.LocalResources.ToArray();
        Nested = scope.Nested;
        Validators = scope.Validators;
    }

    /// <summary>The component as the binary has it.</summary>
    public Component Syntax { get; }

    /// <summary>What the component needs and gives.</summary>
    public ComponentType Type { get; }

    public IReadOnlyList<ComponentExtern> Imports => Type.Imports;

    public IReadOnlyList<ComponentExtern> Exports => Type.Exports;

    public IReadOnlyList<DefinedType> Types { get; }

    public IReadOnlyList<ComponentFuncType> Functions { get; }

    public IReadOnlyList<InstanceType> Instances { get; }

    public IReadOnlyList<ComponentType> Components { get; }

    public IReadOnlyList<ComponentValueType> Values { get; }

    public IReadOnlyList<CoreModuleType> CoreModules { get; }

    public IReadOnlyList<CoreInstanceType> CoreInstances { get; }

    /// <summary>Core functions, those of canonical definitions included.</summary>
    public IReadOnlyList<CoreItemType> CoreFunctions { get; }

    public IReadOnlyList<CoreItemType> CoreTables { get; }

    public IReadOnlyList<CoreItemType> CoreMemories { get; }

    public IReadOnlyList<CoreItemType> CoreGlobals { get; }

    public IReadOnlyList<CoreItemType> CoreTags { get; }

    /// <summary>The resources that the component itself defines, with their representation.</summary>
    public IReadOnlyList<LocalResource> LocalResources { get; }

    /// <summary>What the core types' canonical ids refer to.</summary>
    public TypeInterner Interner { get; }

    private Dictionary<NestedComponentDefinition, ResolvedComponent> Nested { get; }

    private Dictionary<CoreModuleDefinition, CoreModuleValidator> Validators { get; }

    /// <summary>The resolved form of a component that is nested directly in this one.</summary>
    public ResolvedComponent Resolve(NestedComponentDefinition definition) => Nested[definition];

    /// <summary>
    /// The validator of an embedded core module: its declarations are valid, its bodies too unless
    /// <see cref="ComponentOptions.DeferFunctionBodies"/> left them to be validated through it.
    /// </summary>
    public CoreModuleValidator ValidatorOf(CoreModuleDefinition definition) => Validators[definition];
}
