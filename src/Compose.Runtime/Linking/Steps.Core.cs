using Compose.Engine;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Runtime.Linking;

/// <summary>Defines an item that is the same for every instance.</summary>
internal sealed class ConstantStep(ComponentSort sort, object item) : PlanStep
{
    public override void Execute(Frame frame) => frame.Add(sort, item);
}

/// <summary>Defines nothing that exists at run time.</summary>
internal sealed class NothingStep : PlanStep
{
    public override void Execute(Frame frame)
    {
    }
}

/// <summary>A definition of a feature that this runtime lacks.</summary>
internal sealed class RefusedStep(string feature) : PlanStep
{
    public override void Execute(Frame frame) => throw new ComposeException(
        ErrorCodes.Exec.NotSupported,
        $"the component uses {feature}, which this runtime does not have");
}

/// <summary>A core module instantiated.</summary>
internal sealed class CoreInstantiateStep(CoreInstanceDefinition definition) : PlanStep
{
    public override void Execute(Frame frame)
    {
        ICoreModule module = frame.CoreModules[definition.ModuleIndex];
        var imports = new CoreExtern[module.Module.Imports.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            Import import = module.Module.Imports[i];
            imports[i] = Find(frame, import.Module).TryGet(import.Name, out CoreExtern? item)
                ? item
                : throw new ComposeException(
                    ErrorCodes.Exec.LinkFailed,
                    $"the core module's import `{import.Module}` `{import.Name}` has no answer");
        }

        frame.Store.CountInstance();
        ICoreInstance instance = frame.Store.Core.Instantiate(module, imports, frame.Task);
        frame.Instance.CoreInstances.Add(instance);
        frame.CoreInstances.Add(new CoreExports(instance));
    }

    private CoreExports Find(Frame frame, string name)
    {
        foreach (CoreInstanceArgument argument in definition.Arguments)
        {
            if (argument.Name == name)
            {
                return frame.CoreInstances[argument.InstanceIndex];
            }
        }

        throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"nothing is supplied for the core module's imports from `{name}`");
    }
}

/// <summary>Core items bundled as an instance.</summary>
internal sealed class CoreBagStep(IReadOnlyList<NamedItem> items) : PlanStep
{
    public override void Execute(Frame frame)
    {
        var exports = new Dictionary<string, CoreExtern>(items.Count, StringComparer.Ordinal);
        foreach (NamedItem item in items)
        {
            exports[item.Name] = (CoreExtern)frame.Get(item.Item)!;
        }

        frame.CoreInstances.Add(new CoreExports(exports));
    }
}

/// <summary>An export of a core instance.</summary>
internal sealed class CoreAliasStep(AliasDefinition alias) : PlanStep
{
    public override void Execute(Frame frame)
    {
        if (!frame.CoreInstances[alias.Index].TryGet(alias.Name, out CoreExtern? item))
        {
            throw new ComposeException(ErrorCodes.Exec.LinkFailed, $"the core instance has no export `{alias.Name}`");
        }

        frame.Add(alias.Sort, item);
    }
}
