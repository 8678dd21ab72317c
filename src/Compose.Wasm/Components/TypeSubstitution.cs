namespace Compose.Wasm.Components;

/// <summary>
/// Replaces resources in types, and named types by others where that is asked for. Each type object is rebuilt once,
/// however often it is referred to, so the cost is the size of the graph and not of the tree. Types without resources
/// and replaced names are returned as they are.
/// </summary>
public sealed class TypeSubstitution
{
    private readonly Dictionary<ResourceId, ResourceId> _resources = [];
    private readonly Dictionary<DefinedType, DefinedType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<DefinedType> _replaced = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether nothing would change.</summary>
    public bool IsEmpty => _resources.Count == 0 && _types.Count == 0;

    /// <summary>Number of types that were looked at or rebuilt so far.</summary>
    public long Steps { get; private set; }

    public IReadOnlyDictionary<ResourceId, ResourceId> Resources => _resources;

    /// <summary>Replaces a resource.</summary>
    public void Add(ResourceId from, ResourceId to)
    {
        if (!ReferenceEquals(from, to))
        {
            _resources[from] = to;
        }
    }

    /// <summary>Replaces one named type by another of the same structure.</summary>
    public void Add(DefinedType from, DefinedType to)
    {
        if (!ReferenceEquals(from, to) && from.GetType() == to.GetType())
        {
            _types[from] = to;
            _replaced.Add(from);
        }
    }

    /// <summary>What a resource is replaced by; itself if it is not.</summary>
    public ResourceId Apply(ResourceId id) => _resources.GetValueOrDefault(id, id);

    public ComponentExternType Apply(ComponentExternType type)
    {
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                return type;
            case ComponentExternKind.Type:
                var named = Apply(type.Type!);
                var referenced = ReferenceEquals(type.Type, type.Referenced) ? named : Apply(type.Referenced!);
                return ComponentExternType.Equal(named, referenced);
            case ComponentExternKind.Func:
                return ComponentExternType.Func((ComponentFuncType)Apply(type.Type!));
            case ComponentExternKind.Value:
                return ComponentExternType.Value((ComponentValueType)Apply(type.Type!));
            case ComponentExternKind.Component:
                return ComponentExternType.Component((ComponentType)Apply(type.Type!));
            default:
                return ComponentExternType.Instance((InstanceType)Apply(type.Type!));
        }
    }

    public ComponentExtern Apply(ComponentExtern item)
    {
        var type = Apply(item.Type);
        return ReferenceEquals(type.Type, item.Type.Type) && ReferenceEquals(type.Referenced, item.Type.Referenced)
            ? item
            : item.WithType(type);
    }

    public DefinedType Apply(DefinedType type)
    {
        // A type without resources can still mention a named type that is replaced; only if none is, it is done.
        if (!type.ContainsResource && _replaced.Count == 0)
        {
            return type;
        }

        if (_types.TryGetValue(type, out var known))
        {
            return known;
        }

        Steps++;
        var result = Rebuild(type);
        if (!ReferenceEquals(result, type))
        {
            result.InheritName(type);
        }

        _types[type] = result;
        return result;
    }

    private DefinedType Rebuild(DefinedType type)
    {
        switch (type)
        {
            case ResourceType resource:
                return _resources.TryGetValue(resource.Id, out var id) ? new ResourceType(id) : type;
            case PrimitiveType or EnumType or FlagsType:
                return type;
            case OwnType own:
                return Changed(own.Resource, out ResourceType owned) ? new OwnType(owned) : type;
            case BorrowType borrow:
                return Changed(borrow.Resource, out ResourceType lent) ? new BorrowType(lent) : type;
            case RecordType record:
                return Fields(record.Fields) is { } fields ? new RecordType(fields) : type;
            case VariantType variant:
                return Cases(variant.Cases) is { } cases ? new VariantType(cases) : type;
            case TupleType tuple:
                return Elements(tuple.Elements) is { } elements ? new TupleType(elements) : type;
            case ListType list:
                return Changed(list.Element, out ComponentValueType item) ? new ListType(item) : type;
            case FixedListType list:
                return Changed(list.Element, out ComponentValueType fixedItem) ? new FixedListType(fixedItem, list.Length) : type;
            case MapType map:
                return Changed(map.Value, out ComponentValueType value) ? new MapType(map.Key, value) : type;
            case OptionType option:
                return Changed(option.Some, out ComponentValueType some) ? new OptionType(some) : type;
            case ResultType result:
                var okChanged = Changed(result.Ok, out ComponentValueType? ok);
                var errorChanged = Changed(result.Error, out ComponentValueType? error);
                return okChanged || errorChanged ? new ResultType(ok, error) : type;
            case StreamType stream:
                return Changed(stream.Element, out ComponentValueType? streamed) ? new StreamType(streamed) : type;
            case FutureType future:
                return Changed(future.Element, out ComponentValueType? promised) ? new FutureType(promised) : type;
            case ComponentFuncType func:
                return Function(func);
            case InstanceType instance:
                return Instance(instance);
            case ComponentType component:
                return ComponentOf(component);
            default:
                throw new InvalidOperationException($"no substitution in {type.KindName}");
        }
    }

    private bool Changed<T>(T? type, out T result)
        where T : DefinedType?
    {
        result = type is null ? type! : (T)Apply(type);
        return !ReferenceEquals(result, type);
    }

    private RecordField[]? Fields(IReadOnlyList<RecordField> fields)
    {
        RecordField[]? result = null;
        for (var i = 0; i < fields.Count; i++)
        {
            if (Changed(fields[i].Type, out ComponentValueType type))
            {
                result ??= [.. fields];
                result[i] = new RecordField(fields[i].Name, type);
            }
        }

        return result;
    }

    private VariantCase[]? Cases(IReadOnlyList<VariantCase> cases)
    {
        VariantCase[]? result = null;
        for (var i = 0; i < cases.Count; i++)
        {
            if (Changed(cases[i].Type, out ComponentValueType? type))
            {
                result ??= [.. cases];
                result[i] = new VariantCase(cases[i].Name, type);
            }
        }

        return result;
    }

    private ComponentValueType[]? Elements(IReadOnlyList<ComponentValueType> elements)
    {
        ComponentValueType[]? result = null;
        for (var i = 0; i < elements.Count; i++)
        {
            if (Changed(elements[i], out ComponentValueType type))
            {
                result ??= [.. elements];
                result[i] = type;
            }
        }

        return result;
    }

    private ComponentFuncType Function(ComponentFuncType func)
    {
        var parameters = Fields(func.Parameters);
        var resultChanged = Changed(func.Result, out ComponentValueType? result);
        return parameters is not null || resultChanged
            ? new ComponentFuncType(parameters ?? func.Parameters, result, func.IsAsync)
            : func;
    }

    private InstanceType Instance(InstanceType instance)
    {
        var exports = Externs(instance.Exports);
        var defined = Ids(instance.DefinedResources);
        var explicitResources = Paths(instance.ExplicitResources);
        return exports is null && defined is null && explicitResources is null
            ? instance
            : new InstanceType(
                exports ?? instance.Exports, defined ?? instance.DefinedResources, explicitResources ?? instance.ExplicitResources);
    }

    private ComponentType ComponentOf(ComponentType component)
    {
        var imports = Externs(component.Imports);
        var exports = Externs(component.Exports);
        var imported = Paths(component.ImportedResources);
        var defined = Paths(component.DefinedResources);
        var explicitResources = Paths(component.ExplicitResources);
        return imports is null && exports is null && imported is null && defined is null && explicitResources is null
            ? component
            : new ComponentType(
                imports ?? component.Imports,
                exports ?? component.Exports,
                imported ?? component.ImportedResources,
                defined ?? component.DefinedResources,
                explicitResources ?? component.ExplicitResources);
    }

    private ComponentExtern[]? Externs(IReadOnlyList<ComponentExtern> items)
    {
        ComponentExtern[]? result = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = Apply(items[i]);
            if (!ReferenceEquals(item, items[i]))
            {
                result ??= [.. items];
                result[i] = item;
            }
        }

        return result;
    }

    private ResourceId[]? Ids(IReadOnlyList<ResourceId> ids)
    {
        ResourceId[]? result = null;
        for (var i = 0; i < ids.Count; i++)
        {
            if (_resources.TryGetValue(ids[i], out var id))
            {
                result ??= [.. ids];
                result[i] = id;
            }
        }

        return result;
    }

    private ResourcePath[]? Paths(IReadOnlyList<ResourcePath> paths)
    {
        ResourcePath[]? result = null;
        for (var i = 0; i < paths.Count; i++)
        {
            if (_resources.TryGetValue(paths[i].Resource, out var id))
            {
                result ??= [.. paths];
                result[i] = new ResourcePath(id, paths[i].Path);
            }
        }

        return result;
    }
}
