using Compose.Wasm;
using Compose.Wasm.Components;

namespace Compose.Emit.Shapes;

/// <summary>
/// Writes resolved types back as definitions of one scope. Types that the scope knows under a name are referred to by
/// it, because records, variants, enums and flags of an import or export must be named; everything else is defined
/// once where it is first needed. Where definitions go is the scope's matter.
/// </summary>
internal abstract class TypeEncoder
{
    private readonly Dictionary<DefinedType, int> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DefinedType, int> _namedRoots = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ResourceId, int> _resources = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds an encoded <c>deftype</c> to the scope and returns its index.</summary>
    protected abstract int Define(ReadOnlySpan<byte> definition);

    /// <summary>Makes a resource that the scope does not name yet visible in it; returns its type index.</summary>
    protected abstract int Reach(ResourceId resource);

    /// <summary>The index of a type that an enclosing scope names, made visible in this one; null if none does.</summary>
    protected virtual int? ReachNamed(ComponentValueType type) => null;

    /// <summary>Exports a definition that no member of the interface names, because types that must be named use it;
    /// returns the index of the export.</summary>
    protected abstract int Name(int definition);

    /// <summary>Later uses of the resource refer to <paramref name="index"/>.</summary>
    public void Bind(ResourceId resource, int index) => _resources[resource] = index;

    public bool Knows(ResourceId resource) => _resources.ContainsKey(resource);

    /// <summary>Later uses of the named type refer to <paramref name="index"/>.</summary>
    public void Bind(DefinedType named, int index)
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
    public void BindResource(ResourceType named, int index, bool again, IEnumerable<ComponentExtern> sameAs)
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
    private int Resource(ResourceType resource) => _known.TryGetValue(resource, out int index) ? index : Resource(resource.Id);

    public int Resource(ResourceId resource)
    {
        if (!_resources.TryGetValue(resource, out int index))
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
    public int Index(ComponentValueType type) => type is PrimitiveType primitive
        ? Define([(byte)primitive.Kind])
        : Find(type) ?? Remember(type, DefineValue(type));

    /// <summary>The index of a function type, defined anew.</summary>
    public int Func(ComponentFuncType type)
    {
        var parameters = new ValueReference[type.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Value(type.Parameters[i].Type);
        }

        var result = type.Result is { } value ? Value(value) : default(ValueReference?);
        var writer = new WasmWriter(64);
        writer.WriteByte(type.IsAsync ? (byte)0x43 : (byte)0x40);
        writer.WriteVarU32(parameters.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            writer.WriteName(type.Parameters[i].Name);
            parameters[i].Write(writer);
        }

        if (result is { } r)
        {
            writer.WriteByte(0x00);
            r.Write(writer);
        }
        else
        {
            writer.WriteBytes([0x01, 0x00]);
        }

        return Define(writer.WrittenSpan);
    }

    public ValueReference Value(ComponentValueType type)
    {
        if (type is PrimitiveType primitive)
        {
            return new ValueReference((byte)primitive.Kind, 0);
        }

        if (Find(type) is not { } index)
        {
            index = DefineValue(type);
            index = Remember(type, NeedsName(type) ? Name(index) : index);
        }

        return new ValueReference(0, index);
    }

    private int? Find(ComponentValueType type)
    {
        if (_known.TryGetValue(type, out int index))
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

    private int Remember(ComponentValueType type, int index)
    {
        _known[type] = index;
        if (NeedsName(type))
        {
            _namedRoots.TryAdd(type.Root, index);
        }

        return index;
    }

    private static bool NeedsName(ComponentValueType type) => type is RecordType or VariantType or EnumType or FlagsType;

    private int DefineValue(ComponentValueType type)
    {
        var writer = new WasmWriter(64);
        switch (type)
        {
            case RecordType record:
            {
                var fields = new ValueReference[record.Fields.Count];
                for (int i = 0; i < fields.Length; i++)
                {
                    fields[i] = Value(record.Fields[i].Type);
                }

                writer.WriteByte(0x72);
                writer.WriteVarU32(fields.Length);
                for (int i = 0; i < fields.Length; i++)
                {
                    writer.WriteName(record.Fields[i].Name);
                    fields[i].Write(writer);
                }

                break;
            }

            case VariantType variant:
            {
                var payloads = new ValueReference?[variant.Cases.Count];
                for (int i = 0; i < payloads.Length; i++)
                {
                    payloads[i] = Optional(variant.Cases[i].Type);
                }

                writer.WriteByte(0x71);
                writer.WriteVarU32(payloads.Length);
                for (int i = 0; i < payloads.Length; i++)
                {
                    writer.WriteName(variant.Cases[i].Name);
                    WriteOptional(writer, payloads[i]);
                    writer.WriteByte(0x00);
                }

                break;
            }

            case TupleType tuple:
            {
                var elements = new ValueReference[tuple.Elements.Count];
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = Value(tuple.Elements[i]);
                }

                writer.WriteByte(0x6f);
                writer.WriteVarU32(elements.Length);
                foreach (var element in elements)
                {
                    element.Write(writer);
                }

                break;
            }

            case ResultType result:
            {
                var ok = Optional(result.Ok);
                var error = Optional(result.Error);
                writer.WriteByte(0x6a);
                WriteOptional(writer, ok);
                WriteOptional(writer, error);
                break;
            }

            case MapType map:
            {
                var key = Value(map.Key);
                var value = Value(map.Value);
                writer.WriteByte(0x63);
                key.Write(writer);
                value.Write(writer);
                break;
            }

            case FixedListType fixedList:
            {
                var element = Value(fixedList.Element);
                writer.WriteByte(0x67);
                element.Write(writer);
                writer.WriteVarU32(fixedList.Length);
                break;
            }

            case ListType list:
                WriteUnary(writer, 0x70, list.Element);
                break;
            case OptionType option:
                WriteUnary(writer, 0x6b, option.Some);
                break;
            case StreamType stream:
                WriteOptionalUnary(writer, 0x66, stream.Element);
                break;
            case FutureType future:
                WriteOptionalUnary(writer, 0x65, future.Element);
                break;
            case FlagsType flags:
                WriteLabels(writer, 0x6e, flags.Names);
                break;
            case EnumType @enum:
                WriteLabels(writer, 0x6d, @enum.Cases);
                break;
            case HandleType handle:
            {
                int resource = Resource(handle.Resource);
                writer.WriteByte(handle is OwnType ? (byte)0x69 : (byte)0x68);
                writer.WriteVarU32(resource);
                break;
            }

            default:
                throw new ComposeException(ErrorCodes.Emit.CompositionFailed, $"a type of kind {type.KindName} cannot stand in an import of the artifact");
        }

        return Define(writer.WrittenSpan);
    }

    private ValueReference? Optional(ComponentValueType? type) => type is null ? null : Value(type);

    private void WriteUnary(WasmWriter writer, byte code, ComponentValueType element)
    {
        var reference = Value(element);
        writer.WriteByte(code);
        reference.Write(writer);
    }

    private void WriteOptionalUnary(WasmWriter writer, byte code, ComponentValueType? element)
    {
        var reference = Optional(element);
        writer.WriteByte(code);
        WriteOptional(writer, reference);
    }

    private static void WriteOptional(WasmWriter writer, ValueReference? reference)
    {
        if (reference is { } value)
        {
            writer.WriteByte(0x01);
            value.Write(writer);
        }
        else
        {
            writer.WriteByte(0x00);
        }
    }

    private static void WriteLabels(WasmWriter writer, byte code, IReadOnlyList<string> labels)
    {
        writer.WriteByte(code);
        writer.WriteVarU32(labels.Count);
        foreach (string label in labels)
        {
            writer.WriteName(label);
        }
    }
}
