namespace Compose.Wasm.Core;

/// <summary>Writes the types of core WebAssembly, for modules and for the core types within components.</summary>
public static class CoreTypeWriter
{
    /// <summary>A value type or storage type.</summary>
    public static void WriteValType(WasmWriter writer, ValType type)
    {
        if (!type.IsRef)
        {
            if (type.IsBottom)
            {
                throw new ArgumentException("the bottom type has no binary form", nameof(type));
            }

            writer.WriteByte((byte)type.Kind);
            return;
        }

        // A nullable reference to an abstract type has a short form: the heap type alone.
        if (!type.IsNullable || type.Heap.IsConcrete)
        {
            writer.WriteByte(type.IsNullable ? (byte)0x63 : (byte)0x64);
        }

        WriteHeapType(writer, type.Heap);
    }

    public static void WriteHeapType(WasmWriter writer, HeapType type)
    {
        if (type.IsConcrete)
        {
            writer.WriteVarS33(type.TypeIndex);
            return;
        }

        writer.WriteByte((byte)type.Kind);
    }

    public static void WriteBlockType(WasmWriter writer, BlockType type)
    {
        if (type.IsFunction)
        {
            writer.WriteVarS33(type.TypeIndex);
        }
        else if (type.IsEmpty)
        {
            writer.WriteByte(0x40);
        }
        else
        {
            WriteValType(writer, type.Value);
        }
    }

    /// <summary>A function type with the 0x60 in front.</summary>
    public static void WriteFuncType(WasmWriter writer, FuncType type)
    {
        writer.WriteByte((byte)CompositeKind.Func);
        WriteValTypes(writer, type.Params);
        WriteValTypes(writer, type.Results);
    }

    /// <summary>A recursion group; one type alone in the short form, unless it was read in the long one.</summary>
    public static void WriteGroup(WasmWriter writer, ReadOnlySpan<SubType> group)
    {
        if (group.Length != 1 || group[0].IsGroupWritten)
        {
            writer.WriteByte(0x4e);
            writer.WriteVarU32(group.Length);
        }

        foreach (SubType type in group)
        {
            WriteSubType(writer, type);
        }
    }

    /// <summary>A type definition; a recursion group's count is the caller's.</summary>
    public static void WriteSubType(WasmWriter writer, SubType type)
    {
        if (!type.IsFinal || type.Supertype >= 0 || type.IsFinalWritten)
        {
            writer.WriteByte(type.IsFinal ? (byte)0x4f : (byte)0x50);
            writer.WriteVarU32(type.Supertype < 0 ? 0 : 1);
            if (type.Supertype >= 0)
            {
                writer.WriteVarU32(type.Supertype);
            }
        }

        if (type.IsFunc)
        {
            WriteFuncType(writer, type.Func);
            return;
        }

        writer.WriteByte((byte)type.Kind);
        if (type.Kind == CompositeKind.Struct)
        {
            writer.WriteVarU32(type.Fields.Length);
        }

        foreach (FieldType field in type.Fields)
        {
            WriteValType(writer, field.Storage);
            writer.WriteByte(field.IsMutable ? (byte)1 : (byte)0);
        }
    }

    public static void WriteMemoryType(WasmWriter writer, MemoryType type)
    {
        bool hasPageSize = type.IsPageSizeWritten || type.PageSizeLog2 != MemoryType.DefaultPageSizeLog2;
        WriteLimits(writer, type.Limits, hasPageSize ? (byte)8 : (byte)0);
        if (hasPageSize)
        {
            writer.WriteVarU32(type.PageSizeLog2);
        }
    }

    public static void WriteTableType(WasmWriter writer, TableType type)
    {
        WriteValType(writer, type.Element);
        WriteLimits(writer, type.Limits, 0);
    }

    /// <summary>A table with the expression that its elements begin as, <c>end</c> included; none for null.</summary>
    public static void WriteTable(WasmWriter writer, TableType type, ReadOnlySpan<byte> initial)
    {
        if (!initial.IsEmpty)
        {
            writer.WriteByte(0x40);
            writer.WriteByte(0);
        }

        WriteTableType(writer, type);
        writer.WriteBytes(initial);
    }

    public static void WriteGlobalType(WasmWriter writer, GlobalType type)
    {
        WriteValType(writer, type.Value);
        writer.WriteByte(type.IsMutable ? (byte)1 : (byte)0);
    }

    /// <summary>The kind and type of an import.</summary>
    public static void WriteExternType(WasmWriter writer, ExternType type)
    {
        writer.WriteByte((byte)type.Kind);
        switch (type.Kind)
        {
            case ExternKind.Function:
                writer.WriteVarU32(type.TypeIndex);
                break;
            case ExternKind.Table:
                WriteTableType(writer, type.Table);
                break;
            case ExternKind.Memory:
                WriteMemoryType(writer, type.Memory);
                break;
            case ExternKind.Global:
                WriteGlobalType(writer, type.Global);
                break;
            default:
                writer.WriteByte(0);
                writer.WriteVarU32(type.TypeIndex);
                break;
        }
    }

    private static void WriteLimits(WasmWriter writer, Limits limits, byte flags)
    {
        flags |= (byte)((limits.Maximum is null ? 0 : 1) | (limits.IsShared ? 2 : 0) | (limits.Is64 ? 4 : 0));
        writer.WriteByte(flags);
        writer.WriteVarU64(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            writer.WriteVarU64(maximum);
        }
    }

    private static void WriteValTypes(WasmWriter writer, ReadOnlySpan<ValType> types)
    {
        writer.WriteVarU32(types.Length);
        foreach (ValType type in types)
        {
            WriteValType(writer, type);
        }
    }
}
