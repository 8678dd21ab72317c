using Compose.Wasm.Core;

namespace Compose.Wasm.Components;

/// <summary>
/// One scope that types are declared in: a component, or the component or instance type being declared. Knows the
/// types that have an index in it, and finds others in the scopes around it by outer alias.
/// </summary>
internal sealed class EncodingScope(TypeScopeBuilder builder, EncodingScope? outer)
{
    private readonly Dictionary<DefinedType, TypeIndex> _types = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, TypeIndex> _resources = [];
    private readonly Dictionary<DefinedType, ExportPath> _exportedTypes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, ExportPath> _exportedResources = [];

    private readonly record struct ExportPath(InstanceIndex Instance, string[] Names);

    public void Bind(ResourceId resource, TypeIndex index) => _resources[resource] = index;

    public void Bind(DefinedType type, TypeIndex index) => _types[type] = index;

    public void Bind(InstanceIndex instance, InstanceType type) => Bind(instance, type, []);

    /// <summary>Binds what an item of this scope brings with it.</summary>
    public void Introduce(ComponentExternType type, int index)
    {
        if (type.AsInstance is { } instance)
        {
            Bind(new InstanceIndex(index), instance);
        }
        else if (type.Kind == ComponentExternKind.Type)
        {
            Bind(type.Type!, new TypeIndex(index));
            if (type.AsResource is { } resource)
            {
                Bind(resource.Id, new TypeIndex(index));
            }
        }
    }

    public TypeIndex Instance(InstanceType type)
    {
        var declarations = new InstanceTypeBuilder();
        var scope = new EncodingScope(declarations, this);
        foreach (var item in type.Exports)
        {
            var index = declarations.Export(item.Name, scope.Extern(item.Type), item.Attributes);
            scope.Introduce(item.Type, index);
        }

        return builder.Define(declarations);
    }

    public TypeIndex ComponentOf(ComponentType type)
    {
        var declarations = new ComponentTypeBuilder();
        var scope = new EncodingScope(declarations, this);
        foreach (var item in type.Imports)
        {
            var index = declarations.Import(item.Name, scope.Extern(item.Type), item.Attributes);
            scope.Introduce(item.Type, index);
        }

        foreach (var item in type.Exports)
        {
            var index = declarations.Export(item.Name, scope.Extern(item.Type), item.Attributes);
            scope.Introduce(item.Type, index);
        }

        return builder.Define(declarations);
    }

    public ExternTypeSyntax Extern(ComponentExternType type)
    {
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                return ExternTypeSyntax.CoreModule(Module(type.Module!));
            case ComponentExternKind.Func:
                return ExternTypeSyntax.Func(Function(type.AsFunc!));
            case ComponentExternKind.Value:
                return ExternTypeSyntax.Value(Value(type.AsValue!));
            case ComponentExternKind.Component:
                return ExternTypeSyntax.Component(ComponentOf(type.AsComponent!));
            case ComponentExternKind.Instance:
                return ExternTypeSyntax.Instance(Instance(type.AsInstance!));
            default:
                return TypeBound(type);
        }
    }

    public TypeIndex Function(ComponentFuncType type)
    {
        if (Find(type) is { } known)
        {
            return known;
        }

        var parameters = new LabelledType[type.Parameters.Count];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new LabelledType(type.Parameters[i].Name, Value(type.Parameters[i].Type));
        }

        var result = type.Result is null ? ValueTypeRef.None : Value(type.Result);
        return Remember(type, builder.Func(parameters, result, type.IsAsync));
    }

    public ValueTypeRef Value(ComponentValueType type)
    {
        if (Find(type) is { } known)
        {
            return known;
        }

        return type is PrimitiveType primitive ? primitive.Kind : Structure(type);
    }

    public CoreTypeIndex Module(CoreModuleType type)
    {
        var declarations = new CoreModuleTypeBuilder();
        foreach (var (module, name, item) in type.Imports)
        {
            if (item.Kind == ExternKind.Function)
            {
                declarations.ImportFunc(module, name, Closed(item));
            }
            else
            {
                declarations.Import(module, name, ClosedItem(item));
            }
        }

        foreach (var (name, item) in type.Exports)
        {
            if (item.Kind == ExternKind.Function)
            {
                declarations.ExportFunc(name, Closed(item));
            }
            else
            {
                declarations.Export(name, ClosedItem(item));
            }
        }

        return builder.Define(declarations);
    }

    private void Bind(InstanceIndex instance, InstanceType type, string[] path)
    {
        foreach (var item in type.Exports)
        {
            var names = (string[])[.. path, item.Name];
            if (item.Type.AsInstance is { } inner)
            {
                Bind(instance, inner, names);
            }
            else if (item.Type.Kind == ComponentExternKind.Type)
            {
                _exportedTypes.TryAdd(item.Type.Type!, new ExportPath(instance, names));
                if (item.Type.AsResource is { } resource)
                {
                    _exportedResources.TryAdd(resource.Id, new ExportPath(instance, names));
                }
            }
        }
    }

    /// <summary>A new resource unless it is known here or around; another name of a type otherwise.</summary>
    private ExternTypeSyntax TypeBound(ComponentExternType type)
    {
        if (type.AsResource is { } resource)
        {
            return (Find(type.Referenced!) ?? Find(resource.Id)) is { } known
                ? ExternTypeSyntax.Equal(known)
                : ExternTypeSyntax.NewResource();
        }

        return ExternTypeSyntax.Equal(Any(type.Referenced!));
    }

    /// <summary>The index of any type, declared if it is not known.</summary>
    private TypeIndex Any(DefinedType type)
    {
        if (Find(type) is { } known)
        {
            return known;
        }

        switch (type)
        {
            case ComponentFuncType func:
                return Function(func);
            case InstanceType instance:
                return Remember(type, Instance(instance));
            case ComponentType component:
                return Remember(type, ComponentOf(component));
            case ResourceType resource:
                return Resource(resource);
            case PrimitiveType primitive:
                return Remember(type, builder.Primitive(primitive.Kind));
            default:
                return Structure((ComponentValueType)type);
        }
    }

    public TypeIndex Resource(ResourceType resource) => Find(resource) ?? Find(resource.Id)
        ?? throw new InvalidOperationException($"the resource {resource.Id} is mentioned before it is exported or bound");

    private TypeIndex Structure(ComponentValueType type) => Remember(type, type switch
    {
        RecordType record => builder.Record(Fields(record.Fields)),
        VariantType variant => builder.Variant(Cases(variant.Cases)),
        EnumType choice => builder.Enum(choice.Cases),
        FlagsType flags => builder.Flags(flags.Names),
        TupleType tuple => builder.Tuple(Elements(tuple.Elements)),
        ListType list => builder.List(Value(list.Element)),
        FixedListType list => builder.FixedList(Value(list.Element), list.Length),
        MapType map => builder.Map(Value(map.Key), Value(map.Value)),
        OptionType option => builder.Option(Value(option.Some)),
        ResultType result => builder.Result(Optional(result.Ok), Optional(result.Error)),
        OwnType own => builder.Own(Resource(own.Resource)),
        BorrowType borrow => builder.Borrow(Resource(borrow.Resource)),
        StreamType stream => builder.Stream(Optional(stream.Element)),
        FutureType future => builder.Future(Optional(future.Element)),
        _ => throw new InvalidOperationException($"no encoding of {type.KindName}"),
    });

    private ValueTypeRef Optional(ComponentValueType? type) => type is null ? ValueTypeRef.None : Value(type);

    private LabelledType[] Fields(IReadOnlyList<RecordField> fields)
    {
        var result = new LabelledType[fields.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new LabelledType(fields[i].Name, Value(fields[i].Type));
        }

        return result;
    }

    private LabelledType[] Cases(IReadOnlyList<VariantCase> cases)
    {
        var result = new LabelledType[cases.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = new LabelledType(cases[i].Name, Optional(cases[i].Type));
        }

        return result;
    }

    private ValueTypeRef[] Elements(IReadOnlyList<ComponentValueType> elements)
    {
        var result = new ValueTypeRef[elements.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Value(elements[i]);
        }

        return result;
    }

    private TypeIndex Remember(DefinedType type, TypeIndex index)
    {
        _types[type] = index;
        return index;
    }

    private TypeIndex? Find(DefinedType type)
    {
        if (_types.TryGetValue(type, out var index))
        {
            return index;
        }

        if (_exportedTypes.TryGetValue(type, out var path))
        {
            return Remember(type, Alias(path));
        }

        // Only names are worth an outer alias; structure is repeated, which costs less than it saves.
        return type.Name is not null && outer?.FindNamed(type, 1) is { } found
            ? Remember(type, builder.AliasOuter(found.Count, found.Index))
            : null;
    }

    private (int Count, TypeIndex Index)? FindNamed(DefinedType type, int count)
    {
        if (_types.TryGetValue(type, out var index))
        {
            return (count, index);
        }

        if (_exportedTypes.TryGetValue(type, out var path))
        {
            return (count, Remember(type, Alias(path)));
        }

        return outer?.FindNamed(type, count + 1);
    }

    private TypeIndex? Find(ResourceId id)
    {
        if (FindResource(id, 0) is not { } found)
        {
            return null;
        }

        if (found.Count == 0)
        {
            return found.Index;
        }

        return _resources[id] = builder.AliasOuter(found.Count, found.Index);
    }

    private (int Count, TypeIndex Index)? FindResource(ResourceId id, int count)
    {
        if (_resources.TryGetValue(id, out var index))
        {
            return (count, index);
        }

        if (_exportedResources.TryGetValue(id, out var path))
        {
            return (count, _resources[id] = Alias(path));
        }

        return outer?.FindResource(id, count + 1);
    }

    private TypeIndex Alias(ExportPath path)
    {
        var instance = path.Instance;
        for (var i = 0; i < path.Names.Length - 1; i++)
        {
            instance = builder.AliasInstance(instance, path.Names[i]);
        }

        return builder.AliasType(instance, path.Names[^1]);
    }

    private static FuncType Closed(CoreItemType item)
    {
        foreach (var type in item.Func!.Params)
        {
            RequireClosed(type);
        }

        foreach (var type in item.Func.Results)
        {
            RequireClosed(type);
        }

        return item.Func;
    }

    private static ExternType ClosedItem(CoreItemType item)
    {
        switch (item.Kind)
        {
            case ExternKind.Tag:
                throw NotSupported("a tag");
            case ExternKind.Table:
                RequireClosed(item.Type.Table.Element);
                break;
            case ExternKind.Global:
                RequireClosed(item.Type.Global.Value);
                break;
        }

        return item.Type;
    }

    private static void RequireClosed(ValType type)
    {
        if (type.IsRef && type.Heap.IsConcrete)
        {
            throw NotSupported("a reference to a declared type");
        }
    }

    private static ComposeException NotSupported(string what) =>
        new(ErrorCodes.Component.NotSupported, $"{what} in the type of a core module cannot be declared again");
}
