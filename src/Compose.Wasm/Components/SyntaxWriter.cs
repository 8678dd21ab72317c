namespace Compose.Wasm.Components;

/// <summary>Writes the pieces that sections and declarations have in common; the mirror of the parser.</summary>
internal static class SyntaxWriter
{
    public static void WriteSort(WasmWriter writer, ComponentSort sort)
    {
        if (Sorts.IsCore(sort))
        {
            writer.WriteByte(0);
            writer.WriteByte((byte)sort);
        }
        else
        {
            writer.WriteByte((byte)((int)sort - 0x100));
        }
    }

    public static void WriteItem(WasmWriter writer, SortIndex item)
    {
        WriteSort(writer, item.Sort);
        writer.WriteVarU32(item.Index);
    }

    public static void WriteValueType(WasmWriter writer, ValueTypeRef type)
    {
        if (type.IsNone)
        {
            throw new ArgumentException("a value type is required", nameof(type));
        }

        if (type.IsPrimitive)
        {
            writer.WriteByte((byte)type.Primitive);
        }
        else
        {
            writer.WriteVarS33(type.Index);
        }
    }

    public static void WriteOptionalType(WasmWriter writer, ValueTypeRef type)
    {
        writer.WriteByte(type.IsNone ? (byte)0 : (byte)1);
        if (!type.IsNone)
        {
            WriteValueType(writer, type);
        }
    }

    /// <summary>resultlist ::= 0x00 t | 0x01 0x00.</summary>
    public static void WriteResultList(WasmWriter writer, ValueTypeRef result)
    {
        writer.WriteByte(result.IsNone ? (byte)1 : (byte)0);
        if (result.IsNone)
        {
            writer.WriteByte(0);
        }
        else
        {
            WriteValueType(writer, result);
        }
    }

    /// <summary>A name; with attributes in the form that carries them.</summary>
    public static void WriteExternName(WasmWriter writer, string name, ExternAttributes attributes) =>
        WriteExternName(writer, name, attributes, attributes.IsEmpty ? (byte)0 : (byte)2);

    /// <summary>A name in a given form; only the form 2 carries attributes.</summary>
    public static void WriteExternName(WasmWriter writer, string name, ExternAttributes attributes, byte form)
    {
        writer.WriteByte(form);
        writer.WriteName(name);
        if (form != 2)
        {
            return;
        }

        var count = (attributes.Implements is null ? 0 : 1) + (attributes.VersionSuffix is null ? 0 : 1) + (attributes.ExternalId is null ? 0 : 1);
        writer.WriteVarU32(count);
        WriteAttribute(writer, 0, attributes.Implements);
        WriteAttribute(writer, 1, attributes.VersionSuffix);
        WriteAttribute(writer, 2, attributes.ExternalId);
    }

    public static void WriteExternType(WasmWriter writer, ExternTypeSyntax type)
    {
        writer.WriteByte((byte)type.Kind);
        switch (type.Kind)
        {
            case ComponentExternKind.CoreModule:
                writer.WriteByte(0x11);
                writer.WriteVarU32(type.Index);
                break;
            case ComponentExternKind.Type:
                writer.WriteByte(type.IsEqual ? (byte)0 : (byte)1);
                if (type.IsEqual)
                {
                    writer.WriteVarU32(type.Index);
                }

                break;
            case ComponentExternKind.Value when type.IsBare:
                WriteValueType(writer, type.ValueType);
                break;
            case ComponentExternKind.Value:
                writer.WriteByte(type.IsEqual ? (byte)0 : (byte)1);
                if (type.IsEqual)
                {
                    writer.WriteVarU32(type.Index);
                }
                else
                {
                    WriteValueType(writer, type.ValueType);
                }

                break;
            default:
                writer.WriteVarU32(type.Index);
                break;
        }
    }

    /// <summary>Options in the order of their codes; the default encoding is not mentioned.</summary>
    public static void WriteOptions(WasmWriter writer, CanonOptions options)
    {
        Span<byte> order = stackalloc byte[10];
        var count = 0;
        for (byte code = 0; code < order.Length; code++)
        {
            if (Has(options, code))
            {
                order[count++] = code;
            }
        }

        WriteOptions(writer, options, order[..count]);
    }

    /// <summary>Options in a given order of codes.</summary>
    public static void WriteOptions(WasmWriter writer, CanonOptions options, ReadOnlySpan<byte> order)
    {
        writer.WriteVarU32(order.Length);
        foreach (var code in order)
        {
            writer.WriteByte(code);
            var index = code switch
            {
                0x03 => options.Memory,
                0x04 => options.Realloc,
                0x05 => options.PostReturn,
                0x07 => options.Callback,
                0x08 => options.CoreType,
                _ => null,
            };
            if (index is { } value)
            {
                writer.WriteVarU32(value);
            }
        }
    }

    private static bool Has(CanonOptions options, byte code) => code switch
    {
        0x00 => false,
        0x01 or 0x02 => (byte)options.StringEncoding == code,
        0x03 => options.Memory is not null,
        0x04 => options.Realloc is not null,
        0x05 => options.PostReturn is not null,
        0x06 => options.IsAsync,
        0x07 => options.Callback is not null,
        0x08 => options.CoreType is not null,
        _ => options.IsGc,
    };

    private static void WriteAttribute(WasmWriter writer, byte kind, string? text)
    {
        if (text is not null)
        {
            writer.WriteByte(kind);
            writer.WriteName(text);
        }
    }
}
