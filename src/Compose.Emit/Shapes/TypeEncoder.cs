using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// Writes resolved types back as definitions of one scope. Types that the scope knows under a name are referred to by
/// it, because records, variants, enums and flags of an import or export must be named; everything else is defined
/// once where it is first needed.
/// </summary>
internal abstract class TypeEncoder(TypeScopeBuilder scope)
{
    private readonly Dictionary<DefinedType, TypeIndex> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DefinedType, TypeIndex> _namedRoots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, TypeIndex> _resources = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a resource that the scope does not name yet visible in it; returns its type index.</summary>
    protected abstract TypeIndex Reach(ResourceId resource);

    /// <summary>The index of a type that an enclosing scope names, made visible in this one; null if none does.</summary>
    protected virtual TypeIndex? ReachNamed(ComponentValueType type) => null;

    /// <summary>Exports a definition that no member of the interface names, because types that must be named use it;
    /// returns the index of the export.</summary>
    protected abstract TypeIndex Name(TypeIndex definition);

    /// <summary>Later uses of the resource refer to <paramref name="index"/>.</summary>
    public void Bind(ResourceId resource, TypeIndex index) => _resources[resource] = index;

    public bool Knows(ResourceId resource) => _resources.ContainsKey(resource);

    /// <summary>Later uses of the named type refer to <paramref name="index"/>.</summary>
    public void Bind(DefinedType named, TypeIndex index)
    {
        _known[named] = index;
        if (named is ComponentValueType)
        {
            _namedRoots.TryAdd(named.Root, index);
        }
    }

    /// <summary>
    /// A resource got a name: types that refer to it by that name refer to the new index, all others to its first.
    /// </summary>
    public void BindResource(ResourceType named, TypeIndex index, bool again, IEnumerable<ComponentExtern> sameAs)
    {
        Bind(named, index);
        if (!again)
        {
            Bind(named.Id, index);
        }

        foreach (var other in sameAs)
        {
            var resource = other.Type.AsResource!;
            Bind(resource, index);
            if (!again)
            {
                Bind(resource.Id, index);
            }
        }
    }

    /// <summary>The type index of a resource under the name that the type at hand refers to it by.</summary>
    private TypeIndex Resource(ResourceType resource) => _known.TryGetValue(resource, out var index) ? index : Resource(resource.Id);

    public TypeIndex Resource(ResourceId resource)
    {
        if (!_resources.TryGetValue(resource, out var index))
        {
            index = Reach(resource);
            _resources.Add(resource, index);
        }

        return index;
    }

    /// <summary>
    /// The index of a value type that is about to be exported under a name, defined now if need be (a primitive gets a
    /// definition of its own).
    /// </summary>
    public TypeIndex Index(ComponentValueType type) => type is PrimitiveType primitive
        ? scope.Primitive(primitive.Kind)
        : Find(type) ?? Remember(type, Define(type));

    /// <summary>The index of a function type, defined anew.</summary>
    public TypeIndex Func(ComponentFuncType type)
    {
        var parameters = Labelled(type.Parameters.Count, i => type.Parameters[i].Name, i => type.Parameters[i].Type);
        return scope.Func(parameters, Optional(type.Result), type.IsAsync);
    }

    public ValueTypeRef Value(ComponentValueType type)
    {
        if (type is PrimitiveType primitive)
        {
            return primitive.Kind;
        }

        if (Find(type) is not { } index)
        {
            index = Define(type);
            index = Remember(type, NeedsName(type) ? Name(index) : index);
        }

        return ValueTypeRef.Of(index.Value);
    }

    private TypeIndex? Find(ComponentValueType type)
    {
        if (_known.TryGetValue(type, out var index))
        {
            return index;
        }

        if (!NeedsName(type))
        {
            return null;
        }

        if (_namedRoots.TryGetValue(type.Root, out index))
        {
            return index;
        }

        return ReachNamed(type) is { } reached ? Remember(type, reached) : null;
    }

    private TypeIndex Remember(ComponentValueType type, TypeIndex index)
    {
        _known[type] = index;
        if (NeedsName(type))
        {
            _namedRoots.TryAdd(type.Root, index);
        }

        return index;
    }

    private static bool NeedsName(ComponentValueType type) => type is RecordType or VariantType or EnumType or FlagsType;

    // Parts are defined before the whole. The depth is bounded by ComponentLimits.TypeDepth.
    private TypeIndex Define(ComponentValueType type) => type switch
    {
        RecordType record => scope.Record(Labelled(record.Fields.Count, i => record.Fields[i].Name, i => record.Fields[i].Type)),
        VariantType variant => scope.Variant(Labelled(variant.Cases.Count, i => variant.Cases[i].Name, i => variant.Cases[i].Type)),
        TupleType tuple => scope.Tuple(Values(tuple.Elements)),
        ResultType result => DefineResult(result),
        MapType map => scope.Map(Value(map.Key), Value(map.Value)),
        FixedListType list => scope.FixedList(Value(list.Element), list.Length),
        ListType list => scope.List(Value(list.Element)),
        OptionType option => scope.Option(Value(option.Some)),
        StreamType stream => scope.Stream(Optional(stream.Element)),
        FutureType future => scope.Future(Optional(future.Element)),
        FlagsType flags => scope.Flags(flags.Names),
        EnumType @enum => scope.Enum(@enum.Cases),
        OwnType own => scope.Own(Resource(own.Resource)),
        BorrowType borrow => scope.Borrow(Resource(borrow.Resource)),
        _ => throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"a type of kind {type.KindName} cannot stand in an import of the artifact"),
    };

    private TypeIndex DefineResult(ResultType result)
    {
        var ok = Optional(result.Ok);
        return scope.Result(ok, Optional(result.Error));
    }

    private ValueTypeRef Optional(ComponentValueType? type) => type is null ? ValueTypeRef.None : Value(type);

    private ValueTypeRef[] Values(IReadOnlyList<ComponentValueType> types)
    {
        var values = new ValueTypeRef[types.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(types[i]);
        }

        return values;
    }

    private LabelledType[] Labelled(int count, Func<int, string> labelOf, Func<int, ComponentValueType?> typeOf)
    {
        var items = new LabelledType[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = new LabelledType(labelOf(i), Optional(typeOf(i)));
        }

        return items;
    }
}
