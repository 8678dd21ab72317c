namespace Compose.Wasm.Core;

public sealed partial class CoreModuleBuilder
{
    /// <summary>The module's bytes.</summary>
    public byte[] ToArray()
    {
        var writer = new WasmWriter(1024);
        WriteTo(writer);
        return writer.ToArray();
    }

    /// <summary>Writes the module, preamble included.</summary>
    public void WriteTo(WasmWriter writer)
    {
        writer.WriteModuleHeader();
        WriteSection(writer, 1, _types, CoreTypeWriter.WriteSubType);
        WriteSection(writer, 2, _imports, static (w, import) =>
        {
            w.WriteName(import.Module);
            w.WriteName(import.Name);
            CoreTypeWriter.WriteExternType(w, import.Type);
        });
        WriteSection(writer, 3, _functions, static (w, function) => w.WriteVarU32(function.TypeIndex));
        WriteSection(writer, 4, _tables, WriteTable);
        WriteSection(writer, 5, _memories, CoreTypeWriter.WriteMemoryType);
        WriteSection(writer, 13, _tags, static (w, type) =>
        {
            w.WriteByte(0);
            w.WriteVarU32(type);
        });
        WriteSection(writer, 6, _globals, static (w, global) =>
        {
            CoreTypeWriter.WriteGlobalType(w, global.Type);
            WriteExpression(w, global.Initial);
        });
        WriteSection(writer, 7, _exports, static (w, export) =>
        {
            w.WriteName(export.Name);
            w.WriteByte((byte)export.Kind);
            w.WriteVarU32(export.Index);
        });
        if (_start is { } start)
        {
            int section = writer.BeginSection(8);
            writer.WriteVarU32(start);
            writer.EndSized(section);
        }

        WriteSection(writer, 9, _elements, WriteElements);
        if (_data.Count > 0)
        {
            int section = writer.BeginSection(12);
            writer.WriteVarU32(_data.Count);
            writer.EndSized(section);
        }

        WriteSection(writer, 10, _functions, static (w, function) => function.WriteTo(w));
        WriteSection(writer, 11, _data, WriteData);
        foreach ((string name, byte[] content) in _customs)
        {
            writer.WriteCustomSection(name, content);
        }

        WriteNames(writer);
    }

    private static void WriteSection<T>(WasmWriter writer, byte id, List<T> items, Action<WasmWriter, T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        int section = writer.BeginSection(id);
        writer.WriteVarU32(items.Count);
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.EndSized(section);
    }

    private static void WriteExpression(WasmWriter writer, byte[] code)
    {
        writer.WriteBytes(code);
        writer.WriteByte((byte)Opcode.End);
    }

    private static void WriteTable(WasmWriter writer, (TableType Type, byte[] Initial) table) =>
        CoreTypeWriter.WriteTable(writer, table.Type, table.Initial.Length == 0 ? [] : [.. table.Initial, (byte)Opcode.End]);

    private static void WriteElements(WasmWriter writer, ElementContent segment)
    {
        uint kind = segment.Mode switch
        {
            SegmentMode.Active => segment.Table == 0 ? 0u : 2u,
            SegmentMode.Passive => 1u,
            _ => 3u,
        };
        writer.WriteVarU32(kind);
        if (kind == 2)
        {
            writer.WriteVarU32(segment.Table);
        }

        if (segment.Mode == SegmentMode.Active)
        {
            WriteExpression(writer, segment.Address);
        }

        if (kind != 0)
        {
            writer.WriteByte(0);
        }

        writer.WriteVarU32(segment.Functions.Length);
        foreach (int function in segment.Functions)
        {
            writer.WriteVarU32(function);
        }
    }

    private static void WriteData(WasmWriter writer, DataContent segment)
    {
        uint kind = segment.Mode == SegmentMode.Passive ? 1u : segment.Memory == 0 ? 0u : 2u;
        writer.WriteVarU32(kind);
        if (kind == 2)
        {
            writer.WriteVarU32(segment.Memory);
        }

        if (kind != 1)
        {
            WriteExpression(writer, segment.Address);
        }

        writer.WriteSized(segment.Bytes);
    }

    private void WriteNames(WasmWriter writer)
    {
        if (_name is null && _functionNames.Count == 0)
        {
            return;
        }

        int section = writer.BeginSection(0);
        writer.WriteName(CoreNames.SectionName);
        if (_name is not null)
        {
            writer.WriteByte(0);
            int module = writer.BeginSized();
            writer.WriteName(_name);
            writer.EndSized(module);
        }

        if (_functionNames.Count > 0)
        {
            writer.WriteByte(1);
            int functions = writer.BeginSized();
            writer.WriteVarU32(_functionNames.Count);
            foreach ((int index, string name) in _functionNames)
            {
                writer.WriteVarU32(index);
                writer.WriteName(name);
            }

            writer.EndSized(functions);
        }

        writer.EndSized(section);
    }
}
