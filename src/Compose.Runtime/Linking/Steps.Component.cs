using Compose.Engine;
using Compose.Wasm.Components;
using ResourceType = Compose.Runtime.Resources.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary>A nested component: closes over the scope it stands in.</summary>
internal sealed class NestedStep(ComponentPlan plan) : PlanStep
{
    public override void Execute(Frame frame) => frame.Components.Add(new ComponentClosure(plan, frame));
}

/// <summary>A component instantiated.</summary>
internal sealed class InstantiateStep(InstanceDefinition definition, InstanceType type, string name) : PlanStep
{
    private ResourceBindings? _bindings;

    public override void Finish(ComponentPlan plan) => _bindings = ResourceBindings.Of(type, plan.Types);

    public override void Execute(Frame frame)
    {
        ComponentClosure component = frame.Components[definition.ComponentIndex];
        var arguments = new ExportMap(definition.Arguments.Count);
        foreach (NamedItem argument in definition.Arguments)
        {
            if (frame.Get(argument.Item) is { } item)
            {
                arguments.Add(argument.Name, item);
            }
        }

        var instance = new ComponentInstance(frame.Store, frame.Instance, name, component.Plan.Types.SlotCount);
        component.Plan.Run(instance, component.Outer, arguments, frame.Task);
        frame.Instances.Add(instance.Exports);
        _bindings!.Bind(frame, instance.Exports);
    }
}

/// <summary>Items bundled as an instance.</summary>
internal sealed class BagStep(IReadOnlyList<NamedItem> items) : PlanStep
{
    public override void Execute(Frame frame)
    {
        var exports = new ExportMap(items.Count);
        foreach (NamedItem item in items)
        {
            if (frame.Get(item.Item) is { } value)
            {
                exports.Add(item.Name, value);
            }
        }

        frame.Instances.Add(exports);
    }
}

/// <summary>An export of an instance.</summary>
internal sealed class AliasStep(AliasDefinition alias, ResourceId? resource) : PlanStep
{
    public override void Execute(Frame frame)
    {
        if (alias.Sort == ComponentSort.Type && resource is null)
        {
            frame.Types.Add(null);
            return;
        }

        if (!frame.Instances[alias.Index].TryGet(alias.Name, out object? item))
        {
            throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"an instance has no export `{alias.Name}`");
        }

        frame.Add(alias.Sort, item);
    }
}

/// <summary>An item of an enclosing component: a component, a core module or a type.</summary>
internal sealed class OuterAliasStep(AliasDefinition alias) : PlanStep
{
    public override void Execute(Frame frame)
    {
        Frame scope = frame;
        for (int i = 0; i < alias.OuterCount; i++)
        {
            scope = scope.Outer!;
        }

        frame.Add(alias.Sort, scope.Get(new SortIndex(alias.Sort, alias.Index)));
    }
}

/// <summary>A type: only a resource exists at run time, new for each instance.</summary>
internal sealed class TypeStep(TypeDefinition definition, ResourceId? resource, string name) : PlanStep
{
    private int _slot = -1;

    public override void Finish(ComponentPlan plan)
    {
        if (resource is not null && plan.Types.TryGetSlot(resource, out int slot))
        {
            _slot = slot;
        }
    }

    public override void Execute(Frame frame)
    {
        if (definition.Syntax.Kind != TypeSyntaxKind.Resource)
        {
            frame.Types.Add(null);
            return;
        }

        CoreFunction? destructor = definition.Syntax.Destructor is { } index ? frame.CoreFunctions[index] : null;
        var type = new ResourceType(resource?.Name ?? name, frame.Instance, destructor);
        frame.Types.Add(type);
        if (_slot >= 0)
        {
            frame.Instance.Resources[_slot] = type;
        }
    }
}

/// <summary>An import: takes what was supplied.</summary>
internal sealed class ImportStep(string name, ComponentSort sort, InstanceType? instance, ResourceId? resource) : PlanStep
{
    private ResourceBindings? _bindings;
    private int _slot = -1;

    public override void Finish(ComponentPlan plan)
    {
        _bindings = instance is null ? null : ResourceBindings.Of(instance, plan.Types);
        if (resource is not null && plan.Types.TryGetSlot(resource, out int slot))
        {
            _slot = slot;
        }
    }

    public override void Execute(Frame frame)
    {
        if (!frame.Arguments.TryGet(name, out object? item)
            || (sort == ComponentSort.Func && item is HostImport host && !host.TryGet(name, out item)))
        {
            if (sort != ComponentSort.Type || resource is not null)
            {
                throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"nothing is supplied for the import `{name}`");
            }
        }

        frame.Add(sort, item);
        if (item is ResourceType type && _slot >= 0)
        {
            frame.Instance.Resources[_slot] = type;
        }
        else if (item is RuntimeInstance runtime)
        {
            _bindings!.Bind(frame, runtime);
        }
    }
}

/// <summary>An export; it also is a new item of its sort.</summary>
internal sealed class ExportStep(ExportDefinition export) : PlanStep
{
    public override void Execute(Frame frame)
    {
        object? item = frame.Get(export.Item);
        frame.Add(export.Item.Sort, item);
        if (item is not null)
        {
            frame.Exports.Add(export.Name, item);
        }
    }
}
