using Compose.Wit.Syntax;

namespace Compose.Wit.Resolution;

internal sealed partial class PackageResolver
{
    /// <summary>What a definition is, with handles explicit; null if a part is broken or left out.</summary>
    private WitTypeKind? ResolveDefinition(TypeDefinitionSyntax syntax, TypeContext context)
    {
        switch (syntax)
        {
            case TypeDefinitionSyntax.Alias { Type: TypeSyntax.Primitive primitive }:
                return new WitTypeKind.Alias(WitType.Of(primitive.Type));
            case TypeDefinitionSyntax.Alias { Type: TypeSyntax.Named named }:
                return FindType(named.Name, named.Span, context) is { } target ? new WitTypeKind.Alias(WitType.Of(target)) : null;
            case TypeDefinitionSyntax.Alias alias:
                return ResolveKind(alias.Type, context) is { } kind ? OwnHandles(kind) : null;
            case TypeDefinitionSyntax.Record record:
                return ResolveMembers(record.Fields, "fields", context) is { } fields ? new WitTypeKind.Record(OwnHandles(fields)) : null;
            case TypeDefinitionSyntax.Variant variant:
                RequireMembers(variant.Cases, "variant", variant.Name);
                return ResolveMembers(variant.Cases, "cases", context) is { } cases ? new WitTypeKind.Variant(OwnHandles(cases)) : null;
            case TypeDefinitionSyntax.Enum @enum:
                RequireMembers(@enum.Cases, "enum", @enum.Name);
                return ResolveMembers(@enum.Cases, "cases", context) is { } values ? new WitTypeKind.Enum(values) : null;
            case TypeDefinitionSyntax.Flags flags:
                return ResolveMembers(flags.Labels, "flags", context) is { } labels ? new WitTypeKind.Flags(labels) : null;
            default:
                CheckResource((TypeDefinitionSyntax.Resource)syntax);
                return new WitTypeKind.Resource();
        }
    }

    private void RequireMembers(IReadOnlyList<MemberSyntax> members, string kind, Identifier name)
    {
        if (members.Count == 0)
        {
            Report(ErrorCodes.Wit.Invalid, $"the {kind} `{name.Name}` has no cases, so it has no values", name.Span);
        }
    }

    private void CheckResource(TypeDefinitionSyntax.Resource resource)
    {
        var names = new NameSet();
        bool hasConstructor = false;
        foreach (FunctionSyntax function in resource.Functions)
        {
            if (function.Role == FunctionRole.Constructor)
            {
                if (hasConstructor)
                {
                    Report(ErrorCodes.Wit.Duplicate, $"the resource `{resource.Name.Name}` has two constructors", function.Name.Span);
                }

                hasConstructor = true;
            }
            else if (!names.Add(function.Name.Name))
            {
                Report(
                    ErrorCodes.Wit.Duplicate,
                    $"the resource `{resource.Name.Name}` has two functions named `{function.Name.Name}`",
                    function.Name.Span);
            }
        }
    }

    private List<WitMember>? ResolveMembers(IReadOnlyList<MemberSyntax> members, string what, TypeContext context)
    {
        var result = new List<WitMember>(members.Count);
        var names = new NameSet();
        bool isWhole = true;
        foreach (MemberSyntax member in members)
        {
            if (!names.Add(member.Name.Name))
            {
                Report(ErrorCodes.Wit.Duplicate, $"two {what} are named `{member.Name.Name}`", member.Name.Span);
            }

            WitType? type = member.Type is null ? null : ResolveType(member.Type, context);
            isWhole &= member.Type is null || type is not null;
            result.Add(new WitMember(member.Name.Name, type, member.Docs?.Text, member.Name.Span));
        }

        return isWhole ? result : null;
    }

    /// <summary>A type where it is used; resources do not stand for handles yet. Null if broken or left out.</summary>
    private WitType? ResolveType(TypeSyntax syntax, TypeContext context)
    {
        switch (syntax)
        {
            case TypeSyntax.Primitive primitive:
                return WitType.Of(primitive.Type);
            case TypeSyntax.Named named:
                return FindType(named.Name, named.Span, context) is { } id ? WitType.Of(id) : null;
            case TypeSyntax.Handle { IsBorrow: false } own:
                // The same as the bare name: both stand for the owning handle.
                return FindResource(own.Resource, context) is { } resource ? WitType.Of(resource) : null;
            default:
                return ResolveKind(syntax, context) is { } kind ? Anonymous(kind, context, syntax.Span) : null;
        }
    }

    private WitTypeKind? ResolveKind(TypeSyntax syntax, TypeContext context)
    {
        switch (syntax)
        {
            case TypeSyntax.Handle handle:
                return FindResource(handle.Resource, context) is { } resource ? new WitTypeKind.Handle(resource, handle.IsBorrow) : null;
            case TypeSyntax.List { Length: { } length } list:
                if (length == 0)
                {
                    Report(ErrorCodes.Wit.Invalid, "a list of fixed length has at least one element", list.Span);
                }

                return ResolveType(list.Element, context) is { } item ? new WitTypeKind.FixedList(item, length) : null;
            case TypeSyntax.List list:
                return ResolveType(list.Element, context) is { } element ? new WitTypeKind.List(element) : null;
            case TypeSyntax.Option option:
                return ResolveType(option.Element, context) is { } some ? new WitTypeKind.Option(some) : null;
            case TypeSyntax.Map map:
                return ResolveMap(map, context);
            case TypeSyntax.Tuple tuple:
                var elements = new List<WitType>(tuple.Elements.Count);
                foreach (TypeSyntax part in tuple.Elements)
                {
                    if (ResolveType(part, context) is { } type)
                    {
                        elements.Add(type);
                    }
                }

                return elements.Count == tuple.Elements.Count ? new WitTypeKind.Tuple(elements) : null;
            case TypeSyntax.Result result:
                WitType? ok = result.Ok is null ? null : ResolveType(result.Ok, context);
                WitType? error = result.Error is null ? null : ResolveType(result.Error, context);
                return (result.Ok is null || ok is not null) && (result.Error is null || error is not null)
                    ? new WitTypeKind.Result(ok, error)
                    : null;
            case TypeSyntax.Future future:
                WitType? value = future.Element is null ? null : ResolveType(future.Element, context);
                return future.Element is null || value is not null ? new WitTypeKind.Future(value) : null;
            case TypeSyntax.Stream stream:
                WitType? items = stream.Element is null ? null : ResolveType(stream.Element, context);
                return stream.Element is null || items is not null ? new WitTypeKind.Stream(items) : null;
            default:
                throw new InvalidOperationException($"{syntax.GetType().Name} is not a kind");
        }
    }

    private WitTypeKind.Map? ResolveMap(TypeSyntax.Map map, TypeContext context)
    {
        WitType? key = ResolveType(map.Key, context);
        WitType? value = ResolveType(map.Value, context);
        if (key is { } known && !(known.IsPrimitive && known.Primitive.IsMapKey()))
        {
            Report(
                ErrorCodes.Wit.Invalid,
                "the keys of a map are bool, an integer, char or string",
                map.Key.Span,
                "aliases do not count: write the primitive type itself");
            return null;
        }

        return key is not null && value is not null ? new WitTypeKind.Map(key.Value, value.Value) : null;
    }

    private TypeId? FindResource(Identifier name, TypeContext context)
    {
        TypeId? id = FindType(name.Name, name.Span, context);
        if (id is { } found && _arena.ResourceOf(found) is null)
        {
            Report(ErrorCodes.Wit.Invalid, $"`{name.Name}` is not a resource, so there is no handle to it", name.Span);
            return null;
        }

        return id;
    }

    private TypeId? FindType(string name, SourceSpan where, TypeContext context)
    {
        if (!context.Scope.TryGet(name, out ScopeEntry entry))
        {
            string? hint = name switch
            {
                "float32" => "the type is called `f32`",
                "float64" => "the type is called `f64`",
                _ => "define it here, or bring it in with `use interface.{" + name + "};`",
            };
            Report(ErrorCodes.Wit.NotDefined, $"no type is named `{name}` here", where, hint);
            return null;
        }

        switch (entry.Kind)
        {
            case ScopeEntryKind.Function:
                Report(ErrorCodes.Wit.Invalid, $"`{name}` is a function, not a type", where);
                return null;
            case ScopeEntryKind.LeftOut when context.Included:
                ReportLeftOut($"the type `{name}`", entry.Feature, where);
                return null;
            case ScopeEntryKind.Type when context.Included:
                return entry.Id;
            default:
                return null;
        }
    }

    /// <summary>The type without a name of that kind; the package has one of each.</summary>
    private WitType Anonymous(WitTypeKind kind, TypeContext context, SourceSpan where)
    {
        AnonymousKey key = AnonymousKey.Of(kind);
        if (!_anonymous.TryGetValue(key, out TypeId id))
        {
            Stability stability = context.Stability.IsUnknown ? StabilityOf(kind) : context.Stability;
            WitTypeKind owned = OwnHandles(kind);
            id = _arena.Add(new WitTypeDef(null, owned, WitOwner.None, null, stability, null, where));
            _anonymous.Add(key, id);
        }

        return WitType.Of(id);
    }

    /// <summary>The first gate among the parts of a type without a name.</summary>
    private Stability StabilityOf(WitTypeKind kind)
    {
        IEnumerable<WitType?> parts = kind switch
        {
            WitTypeKind.Handle handle => [WitType.Of(handle.Of)],
            WitTypeKind.List list => [list.Element],
            WitTypeKind.FixedList list => [list.Element],
            WitTypeKind.Map map => [map.Key, map.Value],
            WitTypeKind.Option option => [option.Element],
            WitTypeKind.Result result => [result.Ok, result.Error],
            WitTypeKind.Future future => [future.Element],
            WitTypeKind.Stream stream => [stream.Element],
            WitTypeKind.Tuple tuple => tuple.Elements.Select(element => (WitType?)element),
            _ => [],
        };
        foreach (WitType? part in parts)
        {
            if (part is { IsPrimitive: false } some && !_arena[some.Id].Stability.IsUnknown)
            {
                return _arena[some.Id].Stability;
            }
        }

        return Stability.Unknown;
    }

    private WitTypeKind OwnHandles(WitTypeKind kind) => kind switch
    {
        WitTypeKind.List list => new WitTypeKind.List(Owned(list.Element)),
        WitTypeKind.FixedList list => new WitTypeKind.FixedList(Owned(list.Element), list.Length),
        WitTypeKind.Map map => new WitTypeKind.Map(map.Key, Owned(map.Value)),
        WitTypeKind.Option option => new WitTypeKind.Option(Owned(option.Element)),
        WitTypeKind.Result result => OwnHandles(result),
        WitTypeKind.Future future => new WitTypeKind.Future(Owned(future.Element)),
        WitTypeKind.Stream stream => new WitTypeKind.Stream(Owned(stream.Element)),
        WitTypeKind.Tuple tuple => new WitTypeKind.Tuple(tuple.Elements.Select(Owned).ToList()),
        _ => kind,
    };

    private WitTypeKind.Result OwnHandles(WitTypeKind.Result result)
    {
        WitType? ok = Owned(result.Ok);
        return new WitTypeKind.Result(ok, Owned(result.Error));
    }

    private List<WitMember> OwnHandles(List<WitMember> members) => members.ConvertAll(member => member with { Type = Owned(member.Type) });

    private WitType? Owned(WitType? type) => type is { } some ? Owned(some) : null;

    /// <summary>The owning handle where <paramref name="type"/> names a resource, else the type itself.</summary>
    private WitType Owned(WitType type)
    {
        if (type.IsPrimitive || _arena.ResourceOf(type.Id) is null)
        {
            return type;
        }

        if (!_owning.TryGetValue(type.Id, out TypeId handle))
        {
            handle = _arena.Add(new WitTypeDef(
                null, new WitTypeKind.Handle(type.Id, IsBorrow: false), WitOwner.None, null, Stability.Unknown, null, SourceSpan.None));
            _owning.Add(type.Id, handle);
        }

        return WitType.Of(handle);
    }
}
