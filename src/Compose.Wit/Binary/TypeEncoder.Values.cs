using Compose.Wasm;

namespace Compose.Wit.Binary;

internal sealed partial class TypeEncoder
{
    /// <summary>Opcodes of the primitive types, in the order of <see cref="WitPrimitive"/>.</summary>
    private static ReadOnlySpan<byte> Opcodes => [0x7f, 0x7d, 0x7b, 0x79, 0x77, 0x7e, 0x7c, 0x7a, 0x78, 0x76, 0x75, 0x74, 0x73, 0x64];

    /// <summary>A type where it is used: the complement of a primitive's opcode, or an index.</summary>
    private long Value(WitType type) => type.IsPrimitive ? ~(long)Opcodes[(int)type.Primitive] : Index(type.Id);

    private long? Value(WitType? type) => type is { } some ? Value(some) : null;

    private uint Index(TypeId id)
    {
        if (wit[id].Name is not null)
        {
            return Define(id);
        }

        if (!Scope.Types.TryGetValue(id, out uint known))
        {
            known = (uint)Structure(wit[id].Kind);
            Scope.Types.Add(id, known);
        }

        return known;
    }

    private static void Write(WasmWriter writer, long value)
    {
        if (value < 0)
        {
            writer.WriteByte((byte)~value);
        }
        else
        {
            writer.WriteVarS33(value);
        }
    }

    /// <summary>Declares what a type is, after its parts.</summary>
    private long Structure(WitTypeKind kind)
    {
        var writer = new WasmWriter(32);
        switch (kind)
        {
            case WitTypeKind.Alias alias:
                return Value(alias.Target);
            case WitTypeKind.Record record:
                Members(writer, 0x72, record.Fields, "record");
                break;
            case WitTypeKind.Variant variant:
                Members(writer, 0x71, variant.Cases, "variant");
                break;
            case WitTypeKind.Enum @enum:
                Labels(writer, 0x6d, @enum.Cases, "enum");
                break;
            case WitTypeKind.Flags flags:
                Labels(writer, 0x6e, flags.Labels, "flags");
                break;
            case WitTypeKind.Handle handle:
                uint resource = Index(handle.Of);
                writer.WriteByte(handle.IsBorrow ? (byte)0x68 : (byte)0x69);
                writer.WriteVarU32(resource);
                break;
            case WitTypeKind.Tuple tuple:
                RequireParts(tuple.Elements.Count, "tuple");
                List<long> elements = tuple.Elements.Select(Value).ToList();
                writer.WriteByte(0x6f);
                writer.WriteVarU32(elements.Count);
                elements.ForEach(element => Write(writer, element));
                break;
            case WitTypeKind.List list:
                One(writer, 0x70, Value(list.Element));
                break;
            case WitTypeKind.FixedList list:
                One(writer, 0x67, Value(list.Element));
                writer.WriteVarU32(list.Length);
                break;
            case WitTypeKind.Map map:
                long value = Value(map.Value);
                One(writer, 0x63, Value(map.Key));
                Write(writer, value);
                break;
            case WitTypeKind.Option option:
                One(writer, 0x6b, Value(option.Element));
                break;
            case WitTypeKind.Result result:
                long? ok = Value(result.Ok);
                long? error = Value(result.Error);
                writer.WriteByte(0x6a);
                Optional(writer, ok);
                Optional(writer, error);
                break;
            case WitTypeKind.Future future:
                long? content = Value(future.Element);
                writer.WriteByte(0x65);
                Optional(writer, content);
                break;
            case WitTypeKind.Stream stream:
                long? items = Value(stream.Element);
                writer.WriteByte(0x66);
                Optional(writer, items);
                break;
            default:
                throw new InvalidOperationException($"{kind.GetType().Name} has no structure");
        }

        return Scope.Define(writer.WrittenSpan);
    }

    private static void One(WasmWriter writer, byte opcode, long value)
    {
        writer.WriteByte(opcode);
        Write(writer, value);
    }

    private static void Optional(WasmWriter writer, long? value)
    {
        writer.WriteByte(value is null ? (byte)0x00 : (byte)0x01);
        if (value is { } some)
        {
            Write(writer, some);
        }
    }

    private void Members(WasmWriter writer, byte opcode, IReadOnlyList<WitMember> members, string what)
    {
        RequireParts(members.Count, what);
        List<long?> types = members.Select(member => Value(member.Type)).ToList();
        writer.WriteByte(opcode);
        writer.WriteVarU32(members.Count);
        for (int i = 0; i < members.Count; i++)
        {
            writer.WriteName(members[i].Name);
            if (opcode == 0x72)
            {
                Write(writer, types[i]!.Value);
            }
            else
            {
                // A case ends with a place that once held the case it refines.
                Optional(writer, types[i]);
                writer.WriteByte(0x00);
            }
        }
    }

    private static void Labels(WasmWriter writer, byte opcode, IReadOnlyList<WitMember> members, string what)
    {
        RequireParts(members.Count, what);
        writer.WriteByte(opcode);
        writer.WriteVarU32(members.Count);
        foreach (WitMember member in members)
        {
            writer.WriteName(member.Name);
        }
    }

    private static void RequireParts(int count, string what)
    {
        if (count == 0)
        {
            throw new ComposeException(ErrorCodes.Wit.Invalid, $"a {what} without parts cannot be encoded in a component");
        }
    }
}
