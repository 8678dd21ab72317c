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
    public static void WriteExternName(WasmWriter writer, string name, ExternAttributes attributes)
    {
        writer.WriteByte(attributes.IsEmpty ? (byte)0 : (byte)2);
        writer.WriteName(name);
        if (attributes.IsEmpty)
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

    public static void WriteOptions(WasmWriter writer, CanonOptions options)
    {
        var count = (options.StringEncoding == StringEncoding.Utf8 ? 0 : 1) + (options.Memory is null ? 0 : 1)
            + (options.Realloc is null ? 0 : 1) + (options.PostReturn is null ? 0 : 1) + (options.IsAsync ? 1 : 0)
            + (options.Callback is null ? 0 : 1) + (options.CoreType is null ? 0 : 1) + (options.IsGc ? 1 : 0);
        writer.WriteVarU32(count);
        if (options.StringEncoding != StringEncoding.Utf8)
        {
            writer.WriteByte((byte)options.StringEncoding);
        }

        WriteOption(writer, 0x03, options.Memory);
        WriteOption(writer, 0x04, options.Realloc);
        WriteOption(writer, 0x05, options.PostReturn);
        if (options.IsAsync)
        {
            writer.WriteByte(0x06);
        }

        WriteOption(writer, 0x07, options.Callback);
        WriteOption(writer, 0x08, options.CoreType);
        if (options.IsGc)
        {
            writer.WriteByte(0x09);
        }
    }

    private static void WriteOption(WasmWriter writer, byte code, int? index)
    {
        if (index is { } value)
        {
            writer.WriteByte(code);
            writer.WriteVarU32(value);
        }
    }

    private static void WriteAttribute(WasmWriter writer, byte kind, string? text)
    {
        if (text is not null)
        {
            writer.WriteByte(kind);
            writer.WriteName(text);
        }
    }
}
