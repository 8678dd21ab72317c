using Compose.Runtime.Abi;
using Compose.Wasm.Components;

namespace Compose.Runtime.Linking;

/// <summary>
/// Makes the types of one component ready for lifting and lowering, and numbers the resources that they name: the slots
/// of the component's resource environment.
/// </summary>
internal sealed class TypeConverter
{
    private readonly Dictionary<DefinedType, AbiType> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DefinedType, AbiFunction> _functions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, int> _slots = new(ReferenceEqualityComparer.Instance);

    /// <summary>Slots numbered so far.</summary>
    public int SlotCount => _slots.Count;

    /// <summary>The slot of a resource, new if need be.</summary>
    public int SlotOf(ResourceId resource)
    {
        if (!_slots.TryGetValue(resource, out int slot))
        {
            slot = _slots.Count;
            _slots.Add(resource, slot);
        }

        return slot;
    }

    /// <summary>The slot of a resource that some type names, or false.</summary>
    public bool TryGetSlot(ResourceId resource, out int slot) => _slots.TryGetValue(resource, out slot);

    public AbiFunction Convert(ComponentFuncType type)
    {
        if (!_functions.TryGetValue(type.Root, out AbiFunction? function))
        {
            var parameters = new AbiField[type.Parameters.Count];
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i] = new AbiField(type.Parameters[i].Name, Convert(type.Parameters[i].Type));
            }

            function = new AbiFunction(parameters, type.Result is null ? null : Convert(type.Result), type.IsAsync);
            _functions.Add(type.Root, function);
        }

        return function;
    }

    public AbiType Convert(ComponentValueType type)
    {
        if (type is PrimitiveType primitive)
        {
            return AbiType.Primitive(KindOf(primitive.Kind));
        }

        if (!_values.TryGetValue(type.Root, out AbiType? converted))
        {
            converted = ConvertNew(type);
            _values.Add(type.Root, converted);
        }

        return converted;
    }

    private AbiType ConvertNew(ComponentValueType type)
    {
        switch (type)
        {
            case ListType list:
                return AbiType.List(Convert(list.Element));
            case FixedListType list:
                return AbiType.FixedList(Convert(list.Element), list.Length);
            case MapType map:
                return AbiType.Map(Convert(map.Key), Convert(map.Value));
            case RecordType record:
                var fields = new AbiField[record.Fields.Count];
                for (int i = 0; i < fields.Length; i++)
                {
                    fields[i] = new AbiField(record.Fields[i].Name, Convert(record.Fields[i].Type));
                }

                return AbiType.Record(fields);
            case TupleType tuple:
                var elements = new AbiType[tuple.Elements.Count];
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = Convert(tuple.Elements[i]);
                }

                return AbiType.Tuple(elements);
            case VariantType variant:
                var cases = new AbiField[variant.Cases.Count];
                for (int i = 0; i < cases.Length; i++)
                {
                    cases[i] = new AbiField(variant.Cases[i].Name, ConvertOptional(variant.Cases[i].Type));
                }

                return AbiType.Variant(cases);
            case EnumType choice:
                return AbiType.Enum(choice.Cases);
            case FlagsType flags:
                return AbiType.Flags(flags.Names);
            case OptionType option:
                return AbiType.Option(Convert(option.Some));
            case ResultType result:
                return AbiType.Result(ConvertOptional(result.Ok), ConvertOptional(result.Error));
            case OwnType own:
                return AbiType.Own(SlotOf(own.Resource.Id));
            case BorrowType borrow:
                return AbiType.Borrow(SlotOf(borrow.Resource.Id));
            case StreamType stream:
                return AbiType.Stream(ConvertOptional(stream.Element));
            case FutureType future:
                return AbiType.Future(ConvertOptional(future.Element));
            default:
                throw new ComposeException(ErrorCodes.Exec.NotSupported, $"values of the type `{type}` are not supported");
        }
    }

    private AbiType? ConvertOptional(ComponentValueType? type) => type is null ? null : Convert(type);

    private static AbiKind KindOf(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => AbiKind.Bool,
        PrimitiveKind.S8 => AbiKind.S8,
        PrimitiveKind.U8 => AbiKind.U8,
        PrimitiveKind.S16 => AbiKind.S16,
        PrimitiveKind.U16 => AbiKind.U16,
        PrimitiveKind.S32 => AbiKind.S32,
        PrimitiveKind.U32 => AbiKind.U32,
        PrimitiveKind.S64 => AbiKind.S64,
        PrimitiveKind.U64 => AbiKind.U64,
        PrimitiveKind.F32 => AbiKind.F32,
        PrimitiveKind.F64 => AbiKind.F64,
        PrimitiveKind.Char => AbiKind.Char,
        PrimitiveKind.String => AbiKind.String,
        _ => AbiKind.ErrorContext,
    };
}
