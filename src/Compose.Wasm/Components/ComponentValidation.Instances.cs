namespace Compose.Wasm.Components;

/// <summary>Instances and aliases.</summary>
internal sealed partial class ComponentValidation
{
    private void DefineInstance(InstanceDefinition definition)
    {
        CheckCount(Current.InstanceCount, _limits.Instances, "instances", definition.Offset);
        Current.Instances.Add(definition.IsInstantiation ? Instantiate(definition) : BagOfExports(definition));
    }

    private InstanceType Instantiate(InstanceDefinition definition)
    {
        var component = ComponentAt(definition.ComponentIndex, definition.Offset);
        var arguments = new Dictionary<string, ComponentExternType>(definition.Arguments.Count, StringComparer.Ordinal);
        foreach (var (name, item, _) in definition.Arguments)
        {
            if (!arguments.TryAdd(name, TypeOfItem(item, null, definition.Offset)))
            {
                Invalid(definition.Offset, $"instantiation argument `{name}` is given twice");
            }
        }

        // What is exported keeps its size, whatever is supplied.
        CheckTypeSize(component.EffectiveSize, definition.Offset);
        var instantiation = ComponentInstantiation.Create(component, arguments);
        Spend(instantiation.Steps, definition.Offset);
        if (instantiation.Mismatches.Count > 0)
        {
            var errors = new List<ComposeError>(instantiation.Mismatches.Count);
            foreach (var mismatch in instantiation.Mismatches)
            {
                errors.Add(Mismatch(mismatch, definition.Offset));
            }

            throw new ComposeException(errors);
        }

        foreach (var (resource, _) in instantiation.FreshResources)
        {
            Current.DefinedResources.Add(resource);
        }

        CheckType(instantiation.Type, definition.Offset);
        return instantiation.Type;
    }

    private InstanceType BagOfExports(InstanceDefinition definition)
    {
        var scope = new ExternScope();
        var resources = new ResourcePaths();
        var size = 1L;
        foreach (var (text, item, attributes) in definition.Exports)
        {
            var type = TypeOfItem(item, null, definition.Offset);
            if (type.AsInstance is { } inner)
            {
                foreach (var (id, path) in inner.ExplicitResources)
                {
                    resources.Set(id, [scope.Items.Count, .. path]);
                }
            }
            else if (type.AsResource is { } resource)
            {
                resources.Set(resource.Id, [scope.Items.Count]);
            }

            // A bag has no index spaces, so nothing in it can be the resource of a constructor, method or static.
            var name = CheckName(scope, text, attributes, type, isImport: false, definition.Offset);
            scope.Items.Add(new ComponentExtern(name, type, attributes));
            size += type.EffectiveSize;
            CheckTypeSize(size, definition.Offset);
        }

        var result = new InstanceType(scope.Items, null, resources.ToArray());
        CheckType(result, definition.Offset);
        return result;
    }

    private void DefineAlias(AliasDefinition alias)
    {
        if (Current.Kind != ScopeKind.Component && !IsAllowedInType(alias))
        {
            Invalid(alias.Offset, "aliases in a component or instance type may only refer to types or instances");
        }

        switch (alias.Kind)
        {
            case AliasKind.Export:
                AliasExport(alias);
                break;
            case AliasKind.CoreExport:
                AliasCoreExport(alias);
                break;
            default:
                AliasOuter(alias);
                break;
        }
    }

    private static bool IsAllowedInType(AliasDefinition alias) => alias.Kind switch
    {
        AliasKind.Export => alias.Sort is ComponentSort.Type or ComponentSort.Instance,
        AliasKind.Outer => alias.Sort is ComponentSort.Type or ComponentSort.CoreType,
        _ => false,
    };

    private void AliasExport(AliasDefinition alias)
    {
        if (alias.Sort == ComponentSort.Value && !_options.Has(ComponentFeatures.Values))
        {
            WasmErrors.NotSupported(alias.Offset, "an alias of a value", nameof(ComponentFeatures.Values));
        }

        var instance = InstanceAt(alias.Index, alias.Offset);
        if (!instance.TryGetExport(alias.Name, out var item))
        {
            Invalid(alias.Offset, $"instance {alias.Index} has no export named `{alias.Name}`");
        }

        if (Sorts.Of(item.Kind) != alias.Sort)
        {
            Invalid(alias.Offset, $"export `{alias.Name}` for instance {alias.Index} is a {Sorts.NameOf(Sorts.Of(item.Kind))}, not a {Sorts.NameOf(alias.Sort)}");
        }

        Add(item.Type, null, null, alias.Offset);
    }

    private void AliasCoreExport(AliasDefinition alias)
    {
        RequireTags(alias.Sort, alias.Offset);
        var instance = At(Current.CoreInstances, alias.Index, "core instance", alias.Offset);
        if (!instance.TryGetExport(alias.Name, out var type))
        {
            Invalid(alias.Offset, $"core instance {alias.Index} has no export named `{alias.Name}`");
        }

        if ((ComponentSort)type.Kind != alias.Sort)
        {
            Invalid(alias.Offset, $"export `{alias.Name}` for core instance {alias.Index} is not a {Sorts.NameOf(alias.Sort)}");
        }

        var space = CoreSpace(alias.Sort);
        if (alias.Sort == ComponentSort.CoreFunc)
        {
            CheckCount(Current.CoreFunctions.Count + Current.Functions.Count, _limits.Functions, "functions", alias.Offset);
        }
        else
        {
            CheckCount(space.Count, _limits.CoreItems, Sorts.NameOf(alias.Sort) + "s", alias.Offset);
        }

        space.Add(type);
    }

    private ComponentScope OuterScope(int count, long offset)
    {
        if (count >= _scopes.Count)
        {
            Invalid(offset, $"invalid outer alias count of {count}: there are {_scopes.Count} scopes");
        }

        return _scopes[_scopes.Count - 1 - count];
    }

    private void AliasOuter(AliasDefinition alias)
    {
        var scope = OuterScope(alias.OuterCount, alias.Offset);
        switch (alias.Sort)
        {
            case ComponentSort.CoreModule:
                var module = At(scope.CoreModules, alias.Index, "core module", alias.Offset);
                Add(ComponentExternType.CoreModule(module), null, null, alias.Offset);
                break;
            case ComponentSort.Component:
                var component = At(scope.Components, alias.Index, "component", alias.Offset);
                Add(ComponentExternType.Component(component), null, null, alias.Offset);
                break;
            case ComponentSort.CoreType:
                CheckCount(Current.CoreTypes.Count + Current.Types.Count, _limits.Types, "types", alias.Offset);
                Current.CoreTypes.Add(scope.CoreTypes.At(alias.Index, alias.Offset));
                break;
            default:
                var type = At(scope.Types, alias.Index, "type", alias.Offset);
                CheckClosed(type, alias);
                CheckCount(Current.CoreTypes.Count + Current.Types.Count, _limits.Types, "types", alias.Offset);
                Current.Types.Add(type);
                break;
        }
    }

    /// <summary>
    /// A type that comes from outside of a component must not refer to resources, or the component could not stand on
    /// its own.
    /// </summary>
    private void CheckClosed(DefinedType type, AliasDefinition alias)
    {
        var inner = _scopes.Count - alias.OuterCount;
        if (inner >= _scopes.Count || _scopes[inner].Kind != ScopeKind.Component || !type.ContainsResource)
        {
            return;
        }

        var free = new HashSet<ResourceId>();
        FreeResources.Collect(type, free);
        if (free.Count > 0)
        {
            Invalid(alias.Offset, "cannot alias outer type which transitively refers to resources not defined in the current component");
        }
    }
}
