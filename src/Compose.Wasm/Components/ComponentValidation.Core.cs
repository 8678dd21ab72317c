using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>Core modules, core types, core instances.</summary>
internal sealed partial class ComponentValidation
{
    private void DefineModule(CoreModuleDefinition definition)
    {
        CheckCount(Current.CoreModules.Count, _limits.ModulesAndComponents, "core modules", definition.Offset);
        var module = definition.Module;
        var validator = new CoreModuleValidator(module, _interner);
        validator.ValidateModule();
        if (!_options.DeferFunctionBodies)
        {
            validator.ValidateFunctions(Environment.ProcessorCount);
        }

        var type = TypeOf(module, validator.Types.Ids, definition.Offset);
        if (_options.Has(ComponentFeatures.Gc))
        {
            for (var i = 0; i < module.Types.Length; i++)
            {
                var fields = CoreTypeSpace.Canonical(module.Types[i].Fields, validator.Types.Ids);
                AddStructure(new CoreTypeEntry(null, validator.Types.Ids[i], null, fields, module.Types[i]));
            }
        }

        CheckTypeSize(type.EffectiveSize, definition.Offset);
        Current.Validators.Add(definition, validator);
        Current.CoreModules.Add(type);
    }

    private void AddStructure(CoreTypeEntry entry)
    {
        if (entry.Syntax is { IsFunc: false })
        {
            _structures.TryAdd(entry.Id, entry);
        }
    }

    private CoreModuleType TypeOf(CoreModule module, ReadOnlySpan<int> ids, long offset)
    {
        var seen = new HashSet<(string, string)>(module.Imports.Length);
        var imports = new CoreModuleImport[module.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            var import = module.Imports[i];
            AddImportName(seen, import.Module, import.Name, offset);
            imports[i] = new CoreModuleImport(import.Module, import.Name, Canonical(module, import.Type, ids));
        }

        var exports = new CoreModuleExport[module.Exports.Length];
        for (var i = 0; i < exports.Length; i++)
        {
            var export = module.Exports[i];
            exports[i] = new CoreModuleExport(export.Name, Canonical(module, module.ExternTypeOf(export.Kind, export.Index), ids));
        }

        return new CoreModuleType(_interner, imports, exports);
    }

    private static void AddImportName(HashSet<(string, string)> seen, string module, string name, long offset)
    {
        if (!seen.Add((module, name)))
        {
            Invalid(offset, $"duplicate import `{module}` `{name}`: within components the imports of a core module must be unique");
        }
    }

    private static CoreItemType Canonical(CoreModule module, ExternType type, ReadOnlySpan<int> ids) => type.Kind switch
    {
        ExternKind.Function => new CoreItemType(
            ExternType.Function(ids[type.TypeIndex]), CoreTypeSpace.Canonical(module.FuncTypeAt(type.TypeIndex), ids)),
        ExternKind.Tag => new CoreItemType(
            ExternType.Tag(ids[type.TypeIndex]), CoreTypeSpace.Canonical(module.FuncTypeAt(type.TypeIndex), ids)),
        ExternKind.Table => new CoreItemType(
            ExternType.Of(new TableType(TypeInterner.Canonical(type.Table.Element, ids), type.Table.Limits)), null),
        ExternKind.Global => new CoreItemType(
            ExternType.Of(new GlobalType(TypeInterner.Canonical(type.Global.Value, ids), type.Global.IsMutable)), null),
        _ => new CoreItemType(type, null),
    };

    private void DefineCoreType(CoreTypeDefinition definition)
    {
        var added = definition.Group?.Count ?? 1;
        if (Current.CoreTypes.Count + Current.Types.Count + added > _limits.Types)
        {
            WasmErrors.LimitExceeded(definition.Offset, "types", Current.CoreTypes.Count + Current.Types.Count + added, _limits.Types);
        }

        if (definition.Group is { } group)
        {
            var first = Current.CoreTypes.Count;
            Current.CoreTypes.Add(group, definition.Offset);
            for (var i = first; i < Current.CoreTypes.Count; i++)
            {
                AddStructure(Current.CoreTypes.At(i, definition.Offset));
            }

            return;
        }

        var type = ModuleType(definition.Declarations);
        CheckTypeSize(type.EffectiveSize, definition.Offset);
        Current.CoreTypes.Add(type);
    }

    /// <summary>A module type has a type index space of its own, which begins empty.</summary>
    private CoreModuleType ModuleType(IReadOnlyList<CoreModuleDeclaration> declarations)
    {
        var types = new CoreTypeSpace(_interner);
        var seen = new HashSet<(string, string)>();
        var exported = new HashSet<string>(StringComparer.Ordinal);
        var imports = new List<CoreModuleImport>();
        var exports = new List<CoreModuleExport>();
        foreach (var declaration in declarations)
        {
            switch (declaration.Kind)
            {
                case CoreModuleDeclarationKind.Import:
                    AddImportName(seen, declaration.Module, declaration.Name, declaration.Offset);
                    imports.Add(new CoreModuleImport(
                        declaration.Module, declaration.Name, CheckedItem(types, declaration)));
                    break;
                case CoreModuleDeclarationKind.Type:
                    types.Add(declaration.Group, declaration.Offset);
                    break;
                case CoreModuleDeclarationKind.OuterAlias:
                    AddOuterType(types, declaration);
                    break;
                default:
                    if (!exported.Add(declaration.Name))
                    {
                        Invalid(declaration.Offset, $"duplicate export name `{declaration.Name}`");
                    }

                    exports.Add(new CoreModuleExport(declaration.Name, CheckedItem(types, declaration)));
                    break;
            }
        }

        return new CoreModuleType(_interner, imports, exports);
    }

    /// <summary>The type of an import or export of a module type; limits of memories and tables are checked too.</summary>
    private static CoreItemType CheckedItem(CoreTypeSpace types, CoreModuleDeclaration declaration)
    {
        var type = declaration.Type;
        if (type.Kind is ExternKind.Memory or ExternKind.Table)
        {
            var limits = type.Kind == ExternKind.Memory ? type.Memory.Limits : type.Table.Limits;
            if (limits.Maximum is { } maximum && maximum < limits.Minimum)
            {
                Invalid(declaration.Offset, "size minimum must not be greater than maximum");
            }

            if (limits.IsShared && limits.Maximum is null)
            {
                Invalid(declaration.Offset, "a shared memory must have a maximum");
            }
        }

        if (type.Kind == ExternKind.Memory)
        {
            CheckMemory(type.Memory, declaration.Offset);
        }

        return types.Item(type, declaration.Offset);
    }

    private static void CheckMemory(MemoryType memory, long offset)
    {
        if (memory.PageSizeLog2 is not (0 or MemoryType.DefaultPageSizeLog2))
        {
            Invalid(offset, $"invalid custom page size 2^{memory.PageSizeLog2}");
        }

        var bits = (memory.Is64 ? 64 : 32) - memory.PageSizeLog2;
        var most = bits >= 64 ? ulong.MaxValue : 1UL << bits;
        if (memory.Limits.Minimum > most || memory.Limits.Maximum > most)
        {
            Invalid(offset, $"memory size must be at most {most} pages");
        }
    }

    private void AddOuterType(CoreTypeSpace types, CoreModuleDeclaration declaration)
    {
        var entry = declaration.OuterCount == 0
            ? types.At(declaration.OuterIndex, declaration.Offset)
            : OuterScope(declaration.OuterCount - 1, declaration.Offset).CoreTypes.At(declaration.OuterIndex, declaration.Offset);
        if (entry.Module is not null)
        {
            Invalid(declaration.Offset, "a module type cannot be aliased into a module type");
        }

        types.Add(entry);
    }

    private void DefineCoreInstance(CoreInstanceDefinition definition)
    {
        CheckCount(Current.InstanceCount, _limits.Instances, "instances", definition.Offset);
        Current.CoreInstances.Add(definition.IsInstantiation ? InstantiateModule(definition) : CoreExports(definition));
    }

    private CoreInstanceType InstantiateModule(CoreInstanceDefinition definition)
    {
        var module = ModuleAt(definition.ModuleIndex, definition.Offset);
        var arguments = new Dictionary<string, CoreInstanceType>(definition.Arguments.Count, StringComparer.Ordinal);
        foreach (var (name, index) in definition.Arguments)
        {
            if (!arguments.TryAdd(name, At(Current.CoreInstances, index, "core instance", definition.Offset)))
            {
                Invalid(definition.Offset, $"duplicate module instantiation argument named `{name}`");
            }
        }

        foreach (var import in module.Imports)
        {
            if (!arguments.TryGetValue(import.Module, out var instance))
            {
                Invalid(definition.Offset, $"missing module instantiation argument named `{import.Module}`");
            }

            if (!instance.TryGetExport(import.Name, out var given))
            {
                Invalid(definition.Offset, $"module instantiation argument `{import.Module}` does not export an item named `{import.Name}`");
            }

            if (CoreSubtyping.Check(given, instance.Interner, import.Type, module.Interner) is { } reason)
            {
                Invalid(definition.Offset, $"type mismatch for export `{import.Name}` of module instantiation argument `{import.Module}`: {reason}");
            }
        }

        return new CoreInstanceType(_interner, module.ExportsByName);
    }

    private CoreInstanceType CoreExports(CoreInstanceDefinition definition)
    {
        var exports = new Dictionary<string, CoreItemType>(definition.Exports.Count, StringComparer.Ordinal);
        var size = 1L;
        foreach (var (name, item, _) in definition.Exports)
        {
            if ((int)item.Sort > (int)ComponentSort.CoreTag)
            {
                Invalid(definition.Offset, $"a core instance cannot export a {Sorts.NameOf(item.Sort)}");
            }

            var type = At(CoreSpace(item.Sort), item.Index, Sorts.NameOf(item.Sort), definition.Offset);
            RequireTags(item.Sort, definition.Offset);
            if (!exports.TryAdd(name, type))
            {
                Invalid(definition.Offset, $"duplicate instantiation export name `{name}` already defined");
            }

            size += type.Size;
        }

        CheckTypeSize(size, definition.Offset);
        return new CoreInstanceType(_interner, exports);
    }

    private List<CoreItemType> CoreSpace(ComponentSort sort) => sort switch
    {
        ComponentSort.CoreFunc => Current.CoreFunctions,
        ComponentSort.CoreTable => Current.CoreTables,
        ComponentSort.CoreMemory => Current.CoreMemories,
        ComponentSort.CoreGlobal => Current.CoreGlobals,
        _ => Current.CoreTags,
    };

    private void RequireTags(ComponentSort sort, long offset)
    {
        if (sort == ComponentSort.CoreTag && (_options.CoreFeatures & WasmFeatures.Exceptions) == 0)
        {
            WasmErrors.NotSupported(offset, "a tag", nameof(WasmFeatures.Exceptions));
        }
    }

    /// <summary>Adds a core function of a closed signature.</summary>
    private void AddCoreFunction(FuncType type, long offset)
    {
        CheckCount(Current.CoreFunctions.Count + Current.Functions.Count, _limits.Functions, "functions", offset);
        Current.CoreFunctions.Add(new CoreItemType(ExternType.Function(IdOf(type)), type));
    }

    /// <summary>The canonical id of a function type without references to other types.</summary>
    private int IdOf(FuncType type)
    {
        if (!_functionIds.TryGetValue(type, out var id))
        {
            var ids = _interner.Intern([SubType.OfFunc(type)]);
            _functionIds[type] = id = ids[0];
        }

        return id;
    }
}
