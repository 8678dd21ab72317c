using Compose.Engine;
using Compose.Wasm.Components;
using ResourceType = Compose.Runtime.Resources.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary>The index spaces of one component instance while its definitions are carried out.</summary>
internal sealed class Frame(ComponentPlan plan, ComponentInstance instance, Frame? outer)
{
    public ComponentPlan Plan { get; } = plan;

    public ComponentInstance Instance { get; } = instance;

    public ComponentStore Store => Instance.Store;

    /// <summary>The scope of the component that this one is nested in.</summary>
    public Frame? Outer { get; } = outer;

    /// <summary>What was supplied for the imports.</summary>
    public required RuntimeInstance Arguments { get; init; }

    /// <summary>The task that start functions run on.</summary>
    public required CoreTask Task { get; init; }

    public ExportMap Exports { get; } = new(4);

    public List<CoreFunction> CoreFunctions { get; } = [];

    public List<CoreTable> CoreTables { get; } = [];

    public List<CoreMemory> CoreMemories { get; } = [];

    public List<CoreGlobal> CoreGlobals { get; } = [];

    public List<CoreTag> CoreTags { get; } = [];

    public List<ICoreModule> CoreModules { get; } = [];

    public List<CoreExports> CoreInstances { get; } = [];

    public List<RuntimeFunction> Functions { get; } = [];

    public List<ComponentClosure> Components { get; } = [];

    public List<RuntimeInstance> Instances { get; } = [];

    /// <summary>By type index; null for types that are no resources.</summary>
    public List<ResourceType?> Types { get; } = [];

    /// <summary>The item of an index; null for a type that is no resource.</summary>
    public object? Get(SortIndex item) => item.Sort switch
    {
        ComponentSort.CoreFunc => CoreFunctions[item.Index],
        ComponentSort.CoreTable => CoreTables[item.Index],
        ComponentSort.CoreMemory => CoreMemories[item.Index],
        ComponentSort.CoreGlobal => CoreGlobals[item.Index],
        ComponentSort.CoreTag => CoreTags[item.Index],
        ComponentSort.CoreModule => CoreModules[item.Index],
        ComponentSort.Func => Functions[item.Index],
        ComponentSort.Component => Components[item.Index],
        ComponentSort.Instance => Instances[item.Index],
        ComponentSort.Type => Types[item.Index],
        _ => null,
    };

    /// <summary>Adds an item to the index space of its sort.</summary>
    public void Add(ComponentSort sort, object? item)
    {
        switch (sort)
        {
            case ComponentSort.CoreFunc:
                CoreFunctions.Add((CoreFunction)item!);
                break;
            case ComponentSort.CoreTable:
                CoreTables.Add((CoreTable)item!);
                break;
            case ComponentSort.CoreMemory:
                CoreMemories.Add((CoreMemory)item!);
                break;
            case ComponentSort.CoreGlobal:
                CoreGlobals.Add((CoreGlobal)item!);
                break;
            case ComponentSort.CoreTag:
                CoreTags.Add((CoreTag)item!);
                break;
            case ComponentSort.CoreModule:
                CoreModules.Add((ICoreModule)item!);
                break;
            case ComponentSort.Func:
                Functions.Add((RuntimeFunction)item!);
                break;
            case ComponentSort.Component:
                Components.Add((ComponentClosure)item!);
                break;
            case ComponentSort.Instance:
                Instances.Add((RuntimeInstance)item!);
                break;
            case ComponentSort.Type:
                Types.Add((ResourceType?)item);
                break;
        }
    }
}
