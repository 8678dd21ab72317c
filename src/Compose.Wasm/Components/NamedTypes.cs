namespace Compose.Wasm.Components;

/// <summary>
/// The rule of external visibility: what an import or export mentions must itself be imported or exported under a
/// name. Records, variants, enums and flags must be named; lists, tuples and the like need not be, but what they hold
/// must; handles need their resource named.
/// </summary>
internal static class NamedTypes
{
    /// <summary>Whether all that a type is directly made of is named.</summary>
    public static bool AreNamedWithin(DefinedType type, HashSet<DefinedType> named)
    {
        switch (type)
        {
            case ResourceType or ComponentType or PrimitiveType or FlagsType or EnumType:
                return true;
            case HandleType handle:
                return named.Contains(handle.Resource);
            case ComponentFuncType func:
                return FieldsAreNamed(func.Parameters, named) && (func.Result is null || IsNamed(func.Result, named));
            case InstanceType instance:
                foreach (var item in instance.Exports)
                {
                    if (!ItemIsNamed(item.Type, named))
                    {
                        return false;
                    }
                }

                return true;
            case RecordType record:
                return FieldsAreNamed(record.Fields, named);
            case SumType sum:
                return AllAreNamed(sum.Payloads, named);
            case TupleType tuple:
                return AllAreNamed(tuple.Elements, named);
            case ListType list:
                return IsNamed(list.Element, named);
            case FixedListType list:
                return IsNamed(list.Element, named);
            case MapType map:
                return IsNamed(map.Value, named);
            case StreamType stream:
                return stream.Element is null || IsNamed(stream.Element, named);
            case FutureType future:
                return future.Element is null || IsNamed(future.Element, named);
            default:
                throw new InvalidOperationException($"no rule for {type.KindName}");
        }
    }

    /// <summary>Whether a type may be mentioned: it is named, or needs no name and holds what may be mentioned.</summary>
    public static bool IsNamed(ComponentValueType type, HashSet<DefinedType> named) =>
        type is RecordType or VariantType or EnumType or FlagsType ? named.Contains(type) : AreNamedWithin(type, named);

    private static bool ItemIsNamed(ComponentExternType type, HashSet<DefinedType> named) => type.Kind switch
    {
        ComponentExternKind.CoreModule or ComponentExternKind.Component => true,
        _ => AreNamedWithin(type.Type!, named),
    };

    private static bool FieldsAreNamed(IReadOnlyList<RecordField> fields, HashSet<DefinedType> named)
    {
        foreach (var field in fields)
        {
            if (!IsNamed(field.Type, named))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllAreNamed(IReadOnlyList<ComponentValueType?> types, HashSet<DefinedType> named)
    {
        foreach (var type in types)
        {
            if (type is not null && !IsNamed(type, named))
            {
                return false;
            }
        }

        return true;
    }
}
