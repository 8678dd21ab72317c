namespace Compose.Wasm.Components;

/// <summary>Imports, exports, and the rules about what their types may mention.</summary>
internal sealed partial class ComponentValidation
{
    private void DefineImport(ImportDefinition import)
    {
        CheckCount(Current.Imports.Items.Count, _limits.Externs, "imports", import.Offset);
        var origin = Current.Kind == ScopeKind.Component ? ResourceOrigin.Imported : ResourceOrigin.Abstract;
        var type = ExternTypeOf(import.Type, import.Name, origin, import.Offset);
        type = AddEntity(type, import.Name, isImport: true, import.Offset);
        AddExtern(Current.Imports, import.Name, import.Attributes, type, isImport: true, import.Offset);
    }

    /// <summary>An export in a component or instance type.</summary>
    private void DeclareExport(ExportDeclaration export)
    {
        CheckCount(Current.Exports.Items.Count, _limits.Externs, "exports", export.Offset);
        var type = ExternTypeOf(export.Type, export.Name, ResourceOrigin.Abstract, export.Offset);
        AddExport(export.Name, export.Attributes, type, export.Offset);
    }

    private void DefineExport(ExportDefinition export)
    {
        CheckCount(Current.Exports.Items.Count, _limits.Externs, "exports", export.Offset);
        var type = TypeOfItem(export.Item, export.Name, export.Offset);
        if (export.AscribedType is { } syntax)
        {
            var ascribed = ExternTypeOf(syntax, export.Name, ResourceOrigin.Abstract, export.Offset);
            if (Subtyping.Check(type, ascribed) is { } mismatch)
            {
                var error = Mismatch(mismatch, export.Offset);
                throw new ComposeException(error with { Message = $"ascribed type of export `{export.Name}` is not compatible with the item's type: {error.Message}" });
            }

            type = ascribed;
        }

        AddExport(export.Name, export.Attributes, type, export.Offset);
    }

    private void AddExport(string name, ExternAttributes attributes, ComponentExternType type, long offset)
    {
        type = AddEntity(type, name, isImport: false, offset);
        AddExtern(Current.Exports, name, attributes, type, isImport: false, offset);
    }

    /// <summary>The type of an item of the current scope as an export of it: a type gets a name of its own.</summary>
    private ComponentExternType TypeOfItem(SortIndex item, string? name, long offset)
    {
        switch (item.Sort)
        {
            case ComponentSort.CoreModule:
                return ComponentExternType.CoreModule(ModuleAt(item.Index, offset));
            case ComponentSort.Func:
                return ComponentExternType.Func(FunctionAt(item.Index, offset));
            case ComponentSort.Value:
                if (!_options.Has(ComponentFeatures.Values))
                {
                    WasmErrors.NotSupported(offset, "a value as import or export", nameof(ComponentFeatures.Values));
                }

                return ComponentExternType.Value(UseValue(item.Index, offset));
            case ComponentSort.Type:
                var type = TypeAt(item.Index, offset);
                return name is null
                    ? ComponentExternType.Equal(type, type)
                    : ComponentExternType.Equal(Name(type, name), type);
            case ComponentSort.Component:
                return ComponentExternType.Component(ComponentAt(item.Index, offset));
            case ComponentSort.Instance:
                return ComponentExternType.Instance(InstanceAt(item.Index, offset));
            default:
                Invalid(offset, $"a {Sorts.NameOf(item.Sort)} cannot be imported or exported");
                return default;
        }
    }

    private static DefinedType Name(DefinedType type, string name)
    {
        if (type is ResourceType { Id: { Name: null } id })
        {
            id.Name = name;
        }

        return type.Named(name);
    }

    private ComponentExternType ExternTypeOf(ExternTypeSyntax syntax, string name, ResourceOrigin origin, long offset)
    {
        switch (syntax.Kind)
        {
            case ComponentExternKind.CoreModule:
                if (Current.CoreTypes.At(syntax.Index, offset).Module is not { } module)
                {
                    Invalid(offset, $"core type index {syntax.Index} is not a module type");
                    return default;
                }

                return ComponentExternType.CoreModule(module);
            case ComponentExternKind.Func:
                return ComponentExternType.Func(TypeAt<ComponentFuncType>(syntax.Index, "a function type", offset));
            case ComponentExternKind.Component:
                return ComponentExternType.Component(TypeAt<ComponentType>(syntax.Index, "a component type", offset));
            case ComponentExternKind.Instance:
                return ComponentExternType.Instance(TypeAt<InstanceType>(syntax.Index, "an instance type", offset));
            case ComponentExternKind.Value:
                return ComponentExternType.Value(ValueBound(syntax, offset));
            default:
                if (syntax.IsEqual)
                {
                    var referenced = TypeAt(syntax.Index, offset);
                    return ComponentExternType.Equal(Name(referenced, name), referenced);
                }

                var place = origin == ResourceOrigin.Imported ? $"as `{name}`" : null;
                return ComponentExternType.NewResource((ResourceType)new ResourceType(new ResourceId(name, origin, place)).Named(name));
        }
    }

    private ComponentValueType ValueBound(ExternTypeSyntax syntax, long offset)
    {
        if (!syntax.IsEqual)
        {
            return ValueType(syntax.ValueType, offset);
        }

        return At(Current.Values, syntax.Index, "value", offset);
    }

    private T TypeAt<T>(int index, string what, long offset)
        where T : DefinedType
    {
        var type = TypeAt(index, offset);
        if (type is not T expected)
        {
            Invalid(offset, $"type index {index} is a {type.KindName}, not {what}");
            return null!;
        }

        return expected;
    }

    /// <summary>Adds what an import or export introduces to the index spaces, and checks the types it mentions.</summary>
    private ComponentExternType AddEntity(ComponentExternType type, string name, bool isImport, long offset)
    {
        Spend(type.EffectiveSize, offset);
        type = Add(type, name, isImport, offset);
        if (!NameTypes(type, name, isImport))
        {
            var side = isImport ? "import" : "export";
            Invalid(
                offset,
                $"{Sorts.NameOf(Sorts.Of(type.Kind))} not valid to be used as {side} `{name}`: it mentions a type that is not {side}ed itself",
                $"{side} the records, variants, enums, flags and resources that it mentions first, and refer to them by those names");
        }

        return type;
    }

    /// <summary>Adds an item to its index space; <paramref name="isImport"/> is null for an alias.</summary>
    private ComponentExternType Add(ComponentExternType type, string? name, bool? isImport, long offset)
    {
        var scope = Current;
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                CheckCount(scope.CoreModules.Count, _limits.ModulesAndComponents, "core modules", offset);
                scope.CoreModules.Add(type.Module!);
                break;
            case ComponentExternKind.Component:
                CheckCount(scope.Components.Count, _limits.ModulesAndComponents, "components", offset);
                scope.Components.Add(type.AsComponent!);
                break;
            case ComponentExternKind.Instance:
                CheckCount(scope.InstanceCount, _limits.Instances, "instances", offset);
                if (isImport is { } import)
                {
                    type = ComponentExternType.Instance(import ? ImportInstance(type.AsInstance!, name!) : ExportInstance(type.AsInstance!));
                }

                scope.Instances.Add(type.AsInstance!);
                break;
            case ComponentExternKind.Func:
                CheckCount(scope.CoreFunctions.Count + scope.Functions.Count, _limits.Functions, "functions", offset);
                scope.Functions.Add(type.AsFunc!);
                break;
            case ComponentExternKind.Value:
                AddValue(type.AsValue!, used: isImport == false, offset);
                break;
            default:
                CheckCount(scope.CoreTypes.Count + scope.Types.Count, _limits.Types, "types", offset);
                scope.Types.Add(type.Type!);
                AddResource(type, isImport);
                break;
        }

        return type;
    }

    /// <summary>A resource that is imported becomes a variable of the scope, one that is exported has its place noted.
    /// </summary>
    private void AddResource(ComponentExternType type, bool? isImport)
    {
        if (type.AsResource is not { } resource)
        {
            return;
        }

        var scope = Current;
        if (isImport == true)
        {
            if (type.IsNewResource)
            {
                scope.ImportedResources.Add(new ResourcePath(resource.Id, [scope.Imports.Items.Count]));
            }
        }
        else if (isImport == false)
        {
            if (type.IsNewResource)
            {
                scope.DefinedResources.Add(resource.Id);
            }

            scope.ExplicitResources.Set(resource.Id, [scope.Exports.Items.Count]);
        }
    }

    /// <summary>
    /// The type of an imported instance: the resources that its declared type introduces become new variables of the
    /// importing scope, so that two imports of one type share none.
    /// </summary>
    private InstanceType ImportInstance(InstanceType type, string name)
    {
        if (type.DefinedResources.Count == 0)
        {
            return type;
        }

        var origin = Current.Kind == ScopeKind.Component ? ResourceOrigin.Imported : ResourceOrigin.Abstract;
        var substitution = Freshen(type, origin, $"by `{name}`");
        foreach (var (id, path) in type.ExplicitResources)
        {
            var made = substitution.Apply(id);
            if (!ReferenceEquals(made, id))
            {
                Current.ImportedResources.Add(new ResourcePath(made, [Current.Imports.Items.Count, .. path]));
            }
        }

        return Concrete(type, substitution);
    }

    /// <summary>As <see cref="ImportInstance"/>, for exports; notes where every resource of the instance is found.</summary>
    private InstanceType ExportInstance(InstanceType type)
    {
        if (type.DefinedResources.Count > 0)
        {
            var substitution = Freshen(type, ResourceOrigin.Abstract, null);
            foreach (var old in type.DefinedResources)
            {
                Current.DefinedResources.Add(substitution.Apply(old));
            }

            type = Concrete(type, substitution);
        }

        foreach (var (id, path) in type.ExplicitResources)
        {
            Current.ExplicitResources.Set(id, [Current.Exports.Items.Count, .. path]);
        }

        return type;
    }

    private static TypeSubstitution Freshen(InstanceType type, ResourceOrigin origin, string? place)
    {
        var substitution = new TypeSubstitution();
        foreach (var old in type.DefinedResources)
        {
            substitution.Add(old, new ResourceId(old.Name, origin, place));
        }

        return substitution;
    }

    /// <summary>The type of an instance that exists: it introduces no resources, its scope did.</summary>
    private static InstanceType Concrete(InstanceType type, TypeSubstitution substitution)
    {
        var exports = new ComponentExtern[type.Exports.Count];
        for (var i = 0; i < exports.Length; i++)
        {
            exports[i] = substitution.Apply(type.Exports[i]);
        }

        var paths = new ResourcePath[type.ExplicitResources.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = new ResourcePath(substitution.Apply(type.ExplicitResources[i].Resource), type.ExplicitResources[i].Path);
        }

        var result = new InstanceType(exports, null, paths);
        result.InheritName(type);
        return result;
    }

    /// <summary>
    /// Checks that a type mentions only types with names in the scope, and gives it its own name. Imports may mention
    /// imported types, exports also exported ones.
    /// </summary>
    private bool NameTypes(ComponentExternType type, string? topLevelName, bool isImport)
    {
        var scope = Current;
        var side = isImport ? scope.Imports : scope.Exports;
        if (topLevelName is not null && type.AsResource is { } resource)
        {
            side.AddResource(topLevelName, resource);
        }

        if (scope.Kind == ScopeKind.InstanceType)
        {
            return true;
        }

        switch (type.Kind)
        {
            case ComponentExternKind.Type:
                if (!NamedTypes.AreNamedWithin(type.Referenced!, side.NamedTypes))
                {
                    return false;
                }

                scope.Exports.NamedTypes.Add(type.Type!);
                if (isImport)
                {
                    scope.Imports.NamedTypes.Add(type.Type!);
                }

                return true;
            case ComponentExternKind.Instance:
                foreach (var item in type.AsInstance!.Exports)
                {
                    if (!NameTypes(item.Type, null, isImport))
                    {
                        return false;
                    }
                }

                return true;
            case ComponentExternKind.Func:
                return NamedTypes.AreNamedWithin(type.Type!, side.NamedTypes);
            case ComponentExternKind.Value:
                return NamedTypes.IsNamed(type.AsValue!, side.NamedTypes);
            default:
                return true;
        }
    }
}
