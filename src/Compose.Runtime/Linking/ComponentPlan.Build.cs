using Compose.Engine;
using Compose.Runtime.Abi;
using Compose.Wasm.Components;
using ResourceType = Compose.Wasm.Components.ResourceType;

namespace Compose.Runtime.Linking;

/// <summary>From definitions to steps.</summary>
internal sealed partial class ComponentPlan
{
    private int _coreFunctions;
    private int _coreModules;
    private int _functions;
    private int _components;
    private int _instances;
    private int _types;

    private void Build()
    {
        foreach (ComponentDefinition definition in Component.Syntax.Definitions)
        {
            if (Make(definition) is { } step)
            {
                _steps.Add(step);
            }
        }
    }

    private PlanStep? Make(ComponentDefinition definition)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                string? name = Names.Find(ComponentSort.CoreModule, _coreModules++);
                return new ConstantStep(ComponentSort.CoreModule, Image.Compile(module, name));
            case CoreInstanceDefinition core:
                return core.IsInstantiation ? new CoreInstantiateStep(core) : new CoreBagStep(core.Exports);
            case CoreTypeDefinition:
                return null;
            case NestedComponentDefinition nested:
                _components++;
                return new NestedStep(new ComponentPlan(Image, Component.Resolve(nested), isRoot: false));
            case InstanceDefinition instance:
                int index = _instances++;
                return instance.IsInstantiation
                    ? new InstantiateStep(instance, Component.Instances[index], NameOf(ComponentSort.Instance, index))
                    : new BagStep(instance.Exports);
            case AliasDefinition alias:
                return MakeAlias(alias);
            case TypeDefinition type:
                return new TypeStep(type, ResourceAt(_types++), NameOf(ComponentSort.Type, _types - 1));
            case CanonDefinition canon:
                return MakeCanon(canon);
            case ImportDefinition import:
                return MakeImport(import);
            case ExportDefinition export:
                Count(export.Item.Sort);
                return new ExportStep(export);
            default:
                return new RefusedStep("component values");
        }
    }

    private PlanStep MakeAlias(AliasDefinition alias)
    {
        Count(alias.Sort);
        if (alias.Sort == ComponentSort.CoreType)
        {
            return new NothingStep();
        }

        return alias.Kind switch
        {
            AliasKind.CoreExport => new CoreAliasStep(alias),
            AliasKind.Export => new AliasStep(alias, alias.Sort == ComponentSort.Type ? ResourceAt(_types - 1) : null),
            _ => new OuterAliasStep(alias),
        };
    }

    private ImportStep MakeImport(ImportDefinition import)
    {
        _ = Component.Type.TryGetImport(import.Name, out ComponentExtern? item);
        ComponentSort sort = item!.Kind switch
        {
            ComponentExternKind.CoreModule => ComponentSort.CoreModule,
            ComponentExternKind.Func => ComponentSort.Func,
            ComponentExternKind.Value => ComponentSort.Value,
            ComponentExternKind.Type => ComponentSort.Type,
            ComponentExternKind.Component => ComponentSort.Component,
            _ => ComponentSort.Instance,
        };
        Count(sort);
        if (IsRoot)
        {
            // The host's functions take their types from here, so their resources must have slots.
            ConvertFunctions(item.Type, 0);
        }

        return new ImportStep(
            import.Name,
            sort,
            sort == ComponentSort.Instance ? Component.Instances[_instances - 1] : null,
            sort == ComponentSort.Type ? ResourceAt(_types - 1) : null);
    }

    private void ConvertFunctions(ComponentExternType type, int depth)
    {
        if (type.AsFunc is { } function)
        {
            Types.Convert(function);
        }
        else if (type.AsInstance is { } instance && depth < 100)
        {
            foreach (ComponentExtern export in instance.Exports)
            {
                ConvertFunctions(export.Type, depth + 1);
            }
        }
    }

    private PlanStep MakeCanon(CanonDefinition canon)
    {
        if (canon.Operation == CanonOperation.Lift)
        {
            AbiFunction type = Types.Convert((ComponentFuncType)Component.Types[canon.TypeIndex]);
            _functions++;
            return new LiftStep(canon, type);
        }

        int index = _coreFunctions++;
        CoreItemType core = Component.CoreFunctions[index];
        switch (canon.Operation)
        {
            case CanonOperation.Lower when canon.Options.IsAsync || canon.Options.IsGc:
                return new UnsupportedCanonStep(core.Func!, canon.Options.IsGc ? "the garbage-collected ABI" : "an asynchronously lowered call", checksLeave: true);
            case CanonOperation.Lower:
                return new LowerStep(canon);
            case CanonOperation.ResourceNew or CanonOperation.ResourceDrop or CanonOperation.ResourceRep:
                return new ResourceStep(canon.Operation, canon.TypeIndex, core.Func!);
            default:
                bool leaves = canon.Operation is not (CanonOperation.ContextGet or CanonOperation.ContextSet
                    or CanonOperation.BackpressureInc or CanonOperation.BackpressureDec);
                return new UnsupportedCanonStep(core.Func!, CanonNames.Of(canon.Operation), leaves);
        }
    }

    private ResourceId? ResourceAt(int type) => (Component.Types[type] as ResourceType)?.Id;

    private string NameOf(ComponentSort sort, int index) => Names.Find(sort, index) ?? index.ToString();

    private void Count(ComponentSort sort)
    {
        switch (sort)
        {
            case ComponentSort.CoreFunc:
                _coreFunctions++;
                break;
            case ComponentSort.CoreModule:
                _coreModules++;
                break;
            case ComponentSort.Func:
                _functions++;
                break;
            case ComponentSort.Component:
                _components++;
                break;
            case ComponentSort.Instance:
                _instances++;
                break;
            case ComponentSort.Type:
                _types++;
                break;
        }
    }
}
