using System.Globalization;
using Compose.Wasm.Components;
using Compose.Wasm.Core;

namespace Compose.Wit.Making;

/// <summary>Shim, modules, adapters and fixup.</summary>
public sealed partial class ComponentMaker
{
    private const string Table = "$imports";

    private readonly List<Slot> _slots = [];
    private readonly Dictionary<(string Key, string Resource), TypeIndex> _ownResources = [];
    private readonly Dictionary<(int Instance, string Name), TypeIndex> _importedTypes = [];

    /// <summary>A function of the shim: its core type, and what makes the function that is called in the end.</summary>
    private sealed record Slot(FuncType Type, string Name, Func<CoreFuncIndex> Make);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Decides which imports need a slot, and keeps slots for destructors.</summary>
    private void PlanSlots(Dictionary<string, SortIndex> imports)
    {
        foreach (MadeModule module in (IEnumerable<MadeModule>)[_main, .. _adapters])
        {
            foreach (CoreSource source in module.IsNeeded ? module.Sources : [])
            {
                switch (source)
                {
                    case CoreSource.Function function when Needs(TypeOf(function), function.IsAsync) != CanonNeeds.None:
                        AddSlot(source, TypeOf(module, source), () => Lower(module, function, imports));
                        break;
                    case CoreSource.Intrinsic intrinsic when Needs(intrinsic) != CanonNeeds.None:
                        AddSlot(source, TypeOf(module, source), () => MakeIntrinsic(module, intrinsic));
                        break;
                    case CoreSource.Adapter { Module: var adapter } when source.Import.Kind == ExternKind.Function:
                        AddSlot(source, TypeOf(module, source), () => _builder.AliasCoreFunc(adapter.Instance, source.BareName));
                        break;
                }
            }
        }
    }

    private static FuncType TypeOf(MadeModule module, CoreSource source) => module.Module.FunctionTypeOf(source.Import.Index);

    private int AddSlot(CoreSource? source, FuncType type, Func<CoreFuncIndex> make, string? name = null)
    {
        _slots.Add(new Slot(type, name ?? $"{source!.Import.Module}.{source.Import.Name}", make));
        if (source is not null)
        {
            source.Slot = _slots.Count - 1;
        }

        return _slots.Count - 1;
    }

    /// <summary>Resources that the component exports: their types, whose destructors are in the module.</summary>
    private void MakeResources(CoreInstanceIndex? shim)
    {
        foreach (ComponentExtern export in _type.Exports)
        {
            foreach (ComponentExtern item in export.Type.AsInstance is { } instance ? instance.Exports : [])
            {
                if (!item.Type.IsNewResource)
                {
                    continue;
                }

                int slot = _slots.FindIndex(slot => slot.Name == DestructorName(export.Name, item.Name));
                TypeIndex type = _builder.Resource(slot < 0 ? null : _builder.AliasCoreFunc(shim!.Value, Text(slot)));
                _encoder.Bind(item.Type.AsResource!, type);
                _ownResources.Add((export.Name, item.Name), type);
            }
        }
    }

    private static string DestructorName(string key, string resource) => $"{key}#[dtor]{resource}";

    private void PlanDestructors()
    {
        foreach (ComponentExtern export in _type.Exports)
        {
            foreach (ComponentExtern item in export.Type.AsInstance is { } instance ? instance.Exports : [])
            {
                if (item.Type.IsNewResource && _main.Find(AbiNames.DestructorsOf(export.Name, item.Name), ExternKind.Function) is { } destructor)
                {
                    AddSlot(null, new FuncType([ValType.I32], []), () => _builder.AliasCoreFunc(_main.Instance, destructor.Name), DestructorName(export.Name, item.Name));
                }
            }
        }
    }

    /// <summary>The module of functions that call through a table which is filled later.</summary>
    private CoreInstanceIndex? MakeShim()
    {
        PlanDestructors();
        if (_slots.Count == 0)
        {
            return null;
        }

        var shim = new CoreModuleBuilder();
        int table = shim.DefineTable(new TableType(ValType.FuncRef, new Limits((uint)_slots.Count, (uint)_slots.Count)));
        for (int i = 0; i < _slots.Count; i++)
        {
            FunctionBuilder function = shim.DefineFunction(_slots[i].Type, _slots[i].Name);
            for (int p = 0; p < _slots[i].Type.Params.Length; p++)
            {
                function.Code.LocalGet(p);
            }

            function.Code.I32Const(i).CallIndirect(function.TypeIndex, table);
            shim.Export(Text(i), function);
        }

        shim.Export(Table, ExternKind.Table, table);
        shim.NameModule("shim");
        CoreModuleIndex module = _builder.CoreModule(shim.ToArray());
        _builder.SetName(module, "shim");
        return _builder.Instantiate(module, []);
    }

    private void Instantiate(MadeModule module, CoreModuleIndex index, Dictionary<string, SortIndex> imports, CoreInstanceIndex? shim)
    {
        var bags = new OrderedDictionary<string, OrderedDictionary<string, SortIndex>>();
        foreach (CoreSource source in module.Sources)
        {
            if (!bags.TryGetValue(source.Import.Module, out OrderedDictionary<string, SortIndex>? bag))
            {
                bags.Add(source.Import.Module, bag = []);
            }

            if (!bag.ContainsKey(source.Import.Name))
            {
                bag.Add(source.Import.Name, source.Slot >= 0 ? _builder.AliasCoreFunc(shim!.Value, Text(source.Slot)) : Supply(module, source, imports));
            }
        }

        var arguments = new List<(string, CoreInstanceIndex)>();
        foreach ((string name, OrderedDictionary<string, SortIndex> bag) in bags)
        {
            arguments.Add((name, _builder.CoreInstance([.. bag.Select(pair => (pair.Key, pair.Value))])));
        }

        module.Instance = _builder.Instantiate(index, arguments);
        _builder.SetName(module.Instance, module.AdapterName is null ? "main" : $"adapter {module.AdapterName}");
    }

    private SortIndex Supply(MadeModule module, CoreSource source, Dictionary<string, SortIndex> imports)
    {
        switch (source)
        {
            case CoreSource.Function function:
                return Lower(module, function, imports);
            case CoreSource.Intrinsic intrinsic:
                return MakeIntrinsic(module, intrinsic);
            case CoreSource.ImportedDrop drop:
                return _builder.ResourceDrop(ImportedType(drop, imports));
            case CoreSource.OwnResource own:
                TypeIndex type = _ownResources[(_wit.NameOf(own.Key), own.Name)];
                return own.Kind switch
                {
                    AbiNames.ItemKind.ResourceNew => _builder.ResourceNew(type),
                    AbiNames.ItemKind.ResourceRep => _builder.ResourceRep(type),
                    _ => _builder.ResourceDrop(type),
                };
            case CoreSource.Adapter { Module: var adapter }:
                return Alias(adapter.Instance, source.Import.Kind, source.BareName);
            default:
                return Alias(_main.Instance, source.Import.Kind, ((CoreSource.Main)source).Name);
        }
    }

    private SortIndex Alias(CoreInstanceIndex instance, ExternKind kind, string name) => kind switch
    {
        ExternKind.Function => _builder.AliasCoreFunc(instance, name),
        ExternKind.Table => _builder.AliasCoreTable(instance, name),
        ExternKind.Memory => _builder.AliasCoreMemory(instance, name),
        ExternKind.Global => _builder.AliasCoreGlobal(instance, name),
        _ => _builder.AliasCoreTag(instance, name),
    };

    private TypeIndex ImportedType(CoreSource.ImportedDrop drop, Dictionary<string, SortIndex> imports)
    {
        SortIndex item = imports[_wit.NameOf(drop.Key)];
        if (item.Sort == ComponentSort.Type)
        {
            return new TypeIndex(item.Index);
        }

        if (!_importedTypes.TryGetValue((item.Index, drop.Name), out TypeIndex type))
        {
            type = _builder.AliasType(new InstanceIndex(item.Index), drop.Name);
            _importedTypes.Add((item.Index, drop.Name), type);
        }

        return type;
    }

    private ComponentFuncType TypeOf(CoreSource.Function function)
    {
        _type.TryGetImport(_wit.NameOf(function.Key), out ComponentExtern? import);
        if (import!.Type.AsFunc is { } own)
        {
            return own;
        }

        import.Type.AsInstance!.TryGetExport(function.Name, out ComponentExtern? item);
        return item!.Type.AsFunc!;
    }

    private CoreFuncIndex Lower(MadeModule module, CoreSource.Function function, Dictionary<string, SortIndex> imports)
    {
        SortIndex item = imports[_wit.NameOf(function.Key)];
        FuncIndex lowered = item.Sort == ComponentSort.Func
            ? new FuncIndex(item.Index)
            : _builder.AliasFunc(new InstanceIndex(item.Index), function.Name);
        string[] reallocs = module.AdapterName is null ? AbiNames.Reallocs : ["cabi_import_realloc", "cabi_realloc"];
        CanonOptions options = Options(module, Needs(TypeOf(function), function.IsAsync), reallocs, null, $"the import `{function.Import.Module}` `{function.Name}`");
        return _builder.Lower(lowered, options with { IsAsync = function.IsAsync });
    }

    /// <summary>Fills the shim's table, and then lets the module initialise itself.</summary>
    private void MakeFixup(Dictionary<string, SortIndex> imports, CoreInstanceIndex? shim)
    {
        Export? initializer = _main.Find(AbiNames.Initializers, ExternKind.Function);
        if (shim is null && initializer is null)
        {
            return;
        }

        var fixup = new CoreModuleBuilder();
        var actual = new List<(string, SortIndex)>();
        var functions = new List<int>();
        foreach (Slot slot in _slots)
        {
            string name = Text(actual.Count);
            functions.Add(fixup.ImportFunction("actual", name, slot.Type));
            actual.Add((name, slot.Make()));
        }

        var arguments = new List<(string, CoreInstanceIndex)>();
        if (initializer is { } initialize)
        {
            fixup.Start(fixup.ImportFunction("main", initialize.Name, FuncType.Empty));
            arguments.Add(("main", _main.Instance));
        }

        if (shim is { } instance)
        {
            var size = new Limits((uint)_slots.Count, (uint)_slots.Count);
            int table = fixup.ImportTable("shim", Table, new TableType(ValType.FuncRef, size));
            fixup.AddElements(table, 0, [.. functions]);
            arguments.Add(("shim", instance));
            arguments.Add(("actual", _builder.CoreInstance(actual)));
        }

        fixup.NameModule("fixup");
        CoreModuleIndex module = _builder.CoreModule(fixup.ToArray());
        _builder.SetName(module, "fixup");
        _builder.Instantiate(module, arguments);
    }
}
