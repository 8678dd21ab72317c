namespace Compose.Wasm.Core;

/// <summary>
/// Writes a decoded module from its definitions: sections in the order in which they were read, every number in its
/// shortest form. Bodies, expressions and custom sections are copied, all else is encoded anew. A binary whose own
/// encoder wrote shortest forms comes out byte for byte; for others the result means the same, and is the same again
/// when it is read and written.
/// </summary>
/// <remarks>To change a part of a binary and keep every other byte, padding included: <see cref="BinaryEditor"/>.</remarks>
public static class CoreModuleWriter
{
    /// <summary>The module's bytes.</summary>
    public static byte[] Write(CoreModule module)
    {
        var writer = new WasmWriter(module.Bytes.Length + 64);
        WriteTo(writer, module);
        return writer.ToArray();
    }

    /// <summary>Writes the module, preamble included.</summary>
    public static void WriteTo(WasmWriter writer, CoreModule module)
    {
        writer.WriteModuleHeader();
        int custom = 0;
        foreach (BinarySection section in module.Sections)
        {
            int start = writer.BeginSection(section.Id);
            if (section.Id == 0)
            {
                CustomSection content = module.CustomSections[custom++];
                writer.WriteName(content.Name);
                writer.WriteBytes(module.BytesOf(content));
            }
            else
            {
                WriteSection(writer, module, section.Id);
            }

            writer.EndSized(start);
        }
    }

    private static void WriteSection(WasmWriter writer, CoreModule module, byte id)
    {
        switch (id)
        {
            case 1:
                WriteTypes(writer, module);
                break;
            case 2:
                WriteImports(writer, module);
                break;
            case 3:
                WriteFunctions(writer, module);
                break;
            case 4:
                WriteTables(writer, module);
                break;
            case 5:
                WriteMemories(writer, module);
                break;
            case 6:
                WriteGlobals(writer, module);
                break;
            case 7:
                WriteExports(writer, module);
                break;
            case 8:
                writer.WriteVarU32(module.StartFunction!.Value);
                break;
            case 9:
                WriteElements(writer, module);
                break;
            case 10:
                WriteCode(writer, module);
                break;
            case 11:
                WriteData(writer, module);
                break;
            case 12:
                writer.WriteVarU32(module.DataCount!.Value);
                break;
            default:
                WriteTags(writer, module);
                break;
        }
    }

    private static void WriteTypes(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<SubType> types = module.Types.AsSpan();
        int groups = 0;
        for (int i = 0; i < types.Length; i += types[i].GroupLength)
        {
            groups++;
        }

        // Groups without a type leave nothing behind in the index space; the count tells how many there were.
        writer.WriteVarU32(groups + module.EmptyTypeGroups.Length);
        int empty = 0;
        for (int i = 0; i < types.Length; i += types[i].GroupLength)
        {
            WriteEmptyGroups(writer, module.EmptyTypeGroups, i, ref empty);
            CoreTypeWriter.WriteGroup(writer, types.Slice(i, types[i].GroupLength));
        }

        WriteEmptyGroups(writer, module.EmptyTypeGroups, types.Length, ref empty);
    }

    private static void WriteEmptyGroups(WasmWriter writer, ReadOnlySpan<int> groups, int before, ref int next)
    {
        for (; next < groups.Length && groups[next] == before; next++)
        {
            CoreTypeWriter.WriteGroup(writer, []);
        }
    }

    private static void WriteImports(WasmWriter writer, CoreModule module)
    {
        writer.WriteVarU32(module.Imports.Length);
        foreach (Import import in module.Imports)
        {
            writer.WriteName(import.Module);
            writer.WriteName(import.Name);
            CoreTypeWriter.WriteExternType(writer, import.Type);
        }
    }

    private static void WriteFunctions(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<int> defined = module.FunctionTypeIndexes.AsSpan()[module.ImportedFunctionCount..];
        writer.WriteVarU32(defined.Length);
        foreach (int type in defined)
        {
            writer.WriteVarU32(type);
        }
    }

    private static void WriteTables(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<TableDefinition> defined = module.Tables.AsSpan()[module.ImportedTableCount..];
        writer.WriteVarU32(defined.Length);
        foreach (TableDefinition table in defined)
        {
            CoreTypeWriter.WriteTable(writer, table.Type, module.BytesOf(table.Initial));
        }
    }

    private static void WriteMemories(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<MemoryType> defined = module.Memories.AsSpan()[module.ImportedMemoryCount..];
        writer.WriteVarU32(defined.Length);
        foreach (MemoryType memory in defined)
        {
            CoreTypeWriter.WriteMemoryType(writer, memory);
        }
    }

    private static void WriteTags(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<TagType> defined = module.Tags.AsSpan()[module.ImportedTagCount..];
        writer.WriteVarU32(defined.Length);
        foreach (TagType tag in defined)
        {
            writer.WriteByte(0);
            writer.WriteVarU32(tag.TypeIndex);
        }
    }

    private static void WriteGlobals(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<GlobalDefinition> defined = module.Globals.AsSpan()[module.ImportedGlobalCount..];
        writer.WriteVarU32(defined.Length);
        foreach (GlobalDefinition global in defined)
        {
            CoreTypeWriter.WriteGlobalType(writer, global.Type);
            writer.WriteBytes(module.BytesOf(global.Initial));
        }
    }

    private static void WriteExports(WasmWriter writer, CoreModule module)
    {
        writer.WriteVarU32(module.Exports.Length);
        foreach (Export export in module.Exports)
        {
            writer.WriteName(export.Name);
            writer.WriteByte((byte)export.Kind);
            writer.WriteVarU32(export.Index);
        }
    }

    private static void WriteElements(WasmWriter writer, CoreModule module)
    {
        writer.WriteVarU32(module.Elements.Length);
        foreach (ElementSegment segment in module.Elements)
        {
            byte form = segment.Form;
            writer.WriteVarU32(form);
            if (segment.Mode == SegmentMode.Active && (form & 2) != 0)
            {
                writer.WriteVarU32(segment.TableIndex);
            }

            writer.WriteBytes(module.BytesOf(segment.Address));
            if ((form & 3) != 0)
            {
                if (segment.HasExpressions)
                {
                    CoreTypeWriter.WriteValType(writer, segment.Type);
                }
                else
                {
                    writer.WriteByte(0);
                }
            }

            writer.WriteVarU32(segment.ItemCount);
            if (segment.HasExpressions)
            {
                writer.WriteBytes(module.Bytes.Span.Slice(segment.ItemsOffset, segment.ItemsLength));
                continue;
            }

            foreach (int function in module.FunctionIndexesOf(segment))
            {
                writer.WriteVarU32(function);
            }
        }
    }

    private static void WriteCode(WasmWriter writer, CoreModule module)
    {
        ReadOnlySpan<byte> bytes = module.Bytes.Span;
        writer.WriteVarU32(module.Bodies.Length);
        foreach (FunctionBody body in module.Bodies)
        {
            writer.WriteSized(bytes.Slice(body.Offset, body.Length));
        }
    }

    private static void WriteData(WasmWriter writer, CoreModule module)
    {
        writer.WriteVarU32(module.Data.Length);
        foreach (DataSegment segment in module.Data)
        {
            writer.WriteVarU32(segment.Form);
            if (segment.Form == 2)
            {
                writer.WriteVarU32(segment.MemoryIndex);
            }

            writer.WriteBytes(module.BytesOf(segment.Address));
            writer.WriteSized(module.BytesOf(segment));
        }
    }
}
