namespace Compose.Wit.Resolution;

/// <summary>
/// Copies the items of a world that are its own (types, functions, inline interfaces) into a world that includes it.
/// One is made for each include, so that a type is copied once.
/// </summary>
internal sealed class WorldCloner
{
    private readonly WitArena _arena;
    private readonly PackageId _package;
    private readonly Dictionary<TypeId, TypeId> _types;
    private readonly WitOwner _from;
    private readonly WitOwner _into;

    public WorldCloner(WitArena arena, WitOwner from, WitOwner into, PackageId package)
        : this(arena, from, into, package, [])
    {
    }

    private WorldCloner(WitArena arena, WitOwner from, WitOwner into, PackageId package, Dictionary<TypeId, TypeId> types)
    {
        _arena = arena;
        _from = from;
        _into = into;
        _package = package;
        _types = types;
    }

    /// <summary>A copy of an item with a plain name, called <paramref name="name"/> from now on.</summary>
    public WorldItem Clone(WorldItem item, string name)
    {
        switch (item)
        {
            case WorldItem.Type type:
                TypeId id = Clone(type.Id);
                _arena.Types[id.Index] = _arena[id] with { Name = name };
                return new WorldItem.Type(id, type.Span);
            case WorldItem.Function function:
                return new WorldItem.Function(Clone(function.Signature) with { Name = name });
            case WorldItem.Interface { Id: var inline } found when _arena[inline].Name is null:
                return found with { Id = Clone(inline) };
            default:
                return item;
        }
    }

    private InterfaceId Clone(InterfaceId id)
    {
        WitInterface source = _arena[id];
        var next = new InterfaceId(_arena.Interfaces.Count);
        var copy = new WitInterface(null, _package, source.Docs, source.Stability, source.Span) { CloneOf = id };
        var inner = new WorldCloner(_arena, WitOwner.Of(id), WitOwner.Of(next), _package, _types);
        foreach ((string name, TypeId type) in source.Types)
        {
            copy.Types.Add(name, inner.Clone(type));
        }

        foreach ((string name, WitFunction function) in source.Functions)
        {
            copy.Functions.Add(name, inner.Clone(function));
        }

        return _arena.Add(copy);
    }

    private WitFunction Clone(WitFunction function)
    {
        TypeId? resource = function.Resource is { } some ? Clone(some) : null;
        var parameters = new List<WitParameter>(function.Parameters.Count);
        foreach (WitParameter parameter in function.Parameters)
        {
            parameters.Add(parameter with { Type = Clone(parameter.Type) });
        }

        return function with { Resource = resource, Parameters = parameters, Result = Clone(function.Result) };
    }

    private WitType? Clone(WitType? type) => type is { } some ? Clone(some) : null;

    private WitType Clone(WitType type) => type.IsPrimitive ? type : WitType.Of(Clone(type.Id));

    /// <summary>
    /// Copies a type with its parts. Named types that it refers to were copied before it, since worlds list types in
    /// order; only the nesting of types without a name recurses, which the parser bounds.
    /// </summary>
    private TypeId Clone(TypeId id)
    {
        if (_types.TryGetValue(id, out TypeId known))
        {
            return known;
        }

        WitTypeDef type = _arena[id];
        WitTypeKind kind = Clone(type.Kind);
        TypeId copy = _arena.Add(type with { Kind = kind, Owner = type.Owner == _from ? _into : type.Owner });
        _types.Add(id, copy);
        return copy;
    }

    private WitTypeKind Clone(WitTypeKind kind)
    {
        switch (kind)
        {
            case WitTypeKind.Alias { Target: { IsPrimitive: false } target }:
                if (_arena[target.Id].Owner == _from)
                {
                    return new WitTypeKind.Alias(Clone(target));
                }

                // A type brought in by `use` still comes from its interface.
                return _types.TryGetValue(target.Id, out TypeId mapped) ? new WitTypeKind.Alias(WitType.Of(mapped)) : kind;
            case WitTypeKind.Handle handle:
                return handle with { Of = Clone(handle.Of) };
            case WitTypeKind.Option option:
                return new WitTypeKind.Option(Clone(option.Element));
            case WitTypeKind.List list:
                return new WitTypeKind.List(Clone(list.Element));
            case WitTypeKind.FixedList list:
                return new WitTypeKind.FixedList(Clone(list.Element), list.Length);
            case WitTypeKind.Map map:
                return new WitTypeKind.Map(map.Key, Clone(map.Value));
            case WitTypeKind.Tuple tuple:
                return new WitTypeKind.Tuple(tuple.Elements.Select(Clone).ToList());
            case WitTypeKind.Record record:
                return new WitTypeKind.Record(Clone(record.Fields));
            case WitTypeKind.Variant variant:
                return new WitTypeKind.Variant(Clone(variant.Cases));
            case WitTypeKind.Result result:
                WitType? ok = Clone(result.Ok);
                return new WitTypeKind.Result(ok, Clone(result.Error));
            case WitTypeKind.Future future:
                return new WitTypeKind.Future(Clone(future.Element));
            case WitTypeKind.Stream stream:
                return new WitTypeKind.Stream(Clone(stream.Element));
            default:
                return kind;
        }
    }

    private List<WitMember> Clone(IReadOnlyList<WitMember> members) =>
        members.Select(member => member with { Type = Clone(member.Type) }).ToList();
}
