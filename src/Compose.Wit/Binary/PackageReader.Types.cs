using Compose.Wasm.Components;
using Compose.Wit.Resolution;
using Compose.Wit.Syntax;

namespace Compose.Wit.Binary;

internal sealed partial class PackageReader
{
    private void Remember(ComponentExtern item, TypeId id)
    {
        _named[item.Type.Type!] = id;
        if (item.Type.Type is ResourceType resource)
        {
            // The first name is where the resource comes from; handles prefer the name that they were given.
            _resources.TryAdd(resource.Id, id);
        }
    }

    /// <summary>A type under a name of its own.</summary>
    private TypeId Type(ComponentExtern item, WitOwner owner)
    {
        DefinedType referenced = item.Type.Referenced!;
        WitTypeKind kind;
        if (!item.Type.IsNewResource && Lookup(referenced) is { } target)
        {
            kind = new WitTypeKind.Alias(WitType.Of(target));
        }
        else
        {
            // A resource that no name leads to is the component's own: this is where it gets one.
            kind = referenced is ResourceType ? new WitTypeKind.Resource() : Kind(referenced, 0);
        }

        TypeId id = arena.Add(new WitTypeDef(item.Name, kind, owner, null, Stability.Unknown, item.Attributes.ExternalId, SourceSpan.None));
        Remember(item, id);
        return id;
    }

    private TypeId? Lookup(DefinedType type)
    {
        if (_named.TryGetValue(type, out TypeId id))
        {
            return id;
        }

        return type is ResourceType resource && _resources.TryGetValue(resource.Id, out id) ? id : null;
    }

    private WitTypeKind Kind(DefinedType type, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new ComposeException(ErrorCodes.Wit.LimitExceeded, "types without a name are nested too deep", file is null ? null : new ErrorLocation { File = file });
        }

        depth++;
        return type switch
        {
            PrimitiveType primitive => new WitTypeKind.Alias(WitType.Of(Primitive(primitive.Kind))),
            RecordType record => new WitTypeKind.Record(record.Fields.Select(field => Member(field.Name, field.Type, depth)).ToList()),
            VariantType variant => new WitTypeKind.Variant(variant.Cases.Select(one => Member(one.Name, one.Type, depth)).ToList()),
            EnumType @enum => new WitTypeKind.Enum(@enum.Cases.Select(name => Member(name, null, depth)).ToList()),
            FlagsType flags => new WitTypeKind.Flags(flags.Names.Select(name => Member(name, null, depth)).ToList()),
            OwnType own => new WitTypeKind.Handle(Resource(own), IsBorrow: false),
            BorrowType borrow => new WitTypeKind.Handle(Resource(borrow), IsBorrow: true),
            TupleType tuple => new WitTypeKind.Tuple(tuple.Elements.Select(element => Value(element, depth)).ToList()),
            ListType list => new WitTypeKind.List(Value(list.Element, depth)),
            FixedListType list => new WitTypeKind.FixedList(Value(list.Element, depth), list.Length),
            MapType map => new WitTypeKind.Map(WitType.Of(Primitive(map.Key.Kind)), Value(map.Value, depth)),
            OptionType option => new WitTypeKind.Option(Value(option.Some, depth)),
            ResultType result => new WitTypeKind.Result(Optional(result.Ok, depth), Optional(result.Error, depth)),
            FutureType future => new WitTypeKind.Future(Optional(future.Element, depth)),
            StreamType stream => new WitTypeKind.Stream(Optional(stream.Element, depth)),
            _ => throw NotWit($"a type is a {type.KindName}, which WIT cannot name"),
        };
    }

    private WitMember Member(string name, ComponentValueType? type, int depth) => new(name, Optional(type, depth), null, SourceSpan.None);

    private WitType? Optional(ComponentValueType? type, int depth) => type is null ? null : Value(type, depth);

    private TypeId Resource(HandleType handle) =>
        Lookup(handle.Resource) ?? throw NotWit("a handle is to a resource that has no name");

    private WitType Value(ComponentValueType type, int depth)
    {
        if (Lookup(type) is { } named)
        {
            return WitType.Of(named);
        }

        if (type is PrimitiveType primitive)
        {
            return WitType.Of(Primitive(primitive.Kind));
        }

        if (type is RecordType or VariantType or EnumType or FlagsType)
        {
            throw NotWit($"a {type.KindName} has no name");
        }

        WitTypeKind kind = Kind(type, depth);
        AnonymousKey key = AnonymousKey.Of(kind);
        if (!_anonymous.TryGetValue(key, out TypeId id))
        {
            id = arena.Add(new WitTypeDef(null, kind, WitOwner.None, null, Stability.Unknown, null, SourceSpan.None));
            _anonymous.Add(key, id);
        }

        return WitType.Of(id);
    }

    private WitFunction Function(ComponentExtern item, Func<string, TypeId?> typeNamed)
    {
        ComponentFuncType type = item.Type.AsFunc!;
        ExternName name = item.ExternName;
        TypeId? resource = null;
        if (name.Resource is not null)
        {
            resource = typeNamed(name.Resource) ?? throw NotWit($"the function `{item.Name}` belongs to no resource that is here");
        }

        return new WitFunction(
            item.Name,
            name.Kind switch
            {
                ExternNameKind.Constructor => FunctionRole.Constructor,
                ExternNameKind.Method => FunctionRole.Method,
                ExternNameKind.Static => FunctionRole.Static,
                _ => FunctionRole.Freestanding,
            },
            type.IsAsync,
            resource,
            type.Parameters.Select(p => new WitParameter(p.Name, Value(p.Type, 0), SourceSpan.None)).ToList(),
            Optional(type.Result, 0),
            null,
            Stability.Unknown,
            item.Attributes.ExternalId,
            SourceSpan.None);
    }

    private static WitPrimitive Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => WitPrimitive.Bool,
        PrimitiveKind.U8 => WitPrimitive.U8,
        PrimitiveKind.U16 => WitPrimitive.U16,
        PrimitiveKind.U32 => WitPrimitive.U32,
        PrimitiveKind.U64 => WitPrimitive.U64,
        PrimitiveKind.S8 => WitPrimitive.S8,
        PrimitiveKind.S16 => WitPrimitive.S16,
        PrimitiveKind.S32 => WitPrimitive.S32,
        PrimitiveKind.S64 => WitPrimitive.S64,
        PrimitiveKind.F32 => WitPrimitive.F32,
        PrimitiveKind.F64 => WitPrimitive.F64,
        PrimitiveKind.Char => WitPrimitive.Char,
        PrimitiveKind.String => WitPrimitive.String,
        _ => WitPrimitive.ErrorContext,
    };
}
