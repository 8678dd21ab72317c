namespace Compose.Wasm.Core;

public sealed partial class CoreModuleReader
{
    private void ReadTypes(ref WasmReader section)
    {
        int groups = section.ReadCount(WasmLimits.RecursionGroups, "recursion groups");
        for (int i = 0; i < groups; i++)
        {
            int before = _types.Count;
            CoreTypeReader.ReadRecursionGroup(ref section, _features, _types);
            if (_types.Count == before)
            {
                _emptyGroups.Add(before);
            }
        }
    }

    private void ReadImports(ref WasmReader section)
    {
        _imports = new Import[section.ReadCount(WasmLimits.Imports, "imports", minimumBytes: 4)];
        for (int i = 0; i < _imports.Length; i++)
        {
            long at = section.Offset;
            string module = section.ReadName();
            string name = section.ReadName();
            ExternType type = CoreTypeReader.ReadExternType(ref section, _features);
            _imports[i] = new Import(module, name, type, AddImport(type), at);
        }
    }

    private int AddImport(ExternType type)
    {
        switch (type.Kind)
        {
            case ExternKind.Function:
                _functions.Add(type.TypeIndex);
                return _importedFunctions++;
            case ExternKind.Table:
                _tables.Add(new TableDefinition(type.Table, default));
                return _importedTables++;
            case ExternKind.Memory:
                _memories.Add(type.Memory);
                return _importedMemories++;
            case ExternKind.Global:
                _globals.Add(new GlobalDefinition(type.Global, default));
                return _importedGlobals++;
            default:
                _tags.Add(new TagType(type.TypeIndex));
                return _importedTags++;
        }
    }

    private void ReadFunctions(ref WasmReader section)
    {
        int count = section.ReadCount(WasmLimits.Functions, "functions");
        CheckSpace(section.Offset, "functions", _functions.Count + count, WasmLimits.Functions);
        _functions.Reserve(count);
        for (int i = 0; i < count; i++)
        {
            _functions.Add(CoreTypeReader.ReadIndex(ref section, "type"));
        }
    }

    private void ReadTables(ref WasmReader section)
    {
        int count = section.ReadCount(WasmLimits.Tables, "tables", minimumBytes: 3);
        CheckSpace(section.Offset, "tables", _tables.Count + count, WasmLimits.Tables);
        for (int i = 0; i < count; i++)
        {
            ConstantExpression initial = default;
            TableType type;
            if (section.PeekByte() == 0x40)
            {
                long at = section.Offset;
                section.Skip(1);
                Require(at, WasmFeatures.FunctionReferences, "a table with an initial value");
                byte reserved = section.ReadByte();
                if (reserved != 0)
                {
                    WasmErrors.Malformed(at, "malformed table: zero byte expected");
                }

                type = CoreTypeReader.ReadTableType(ref section, _features);
                initial = ReadExpression(ref section);
            }
            else
            {
                type = CoreTypeReader.ReadTableType(ref section, _features);
            }

            _tables.Add(new TableDefinition(type, initial));
        }
    }

    private void ReadMemories(ref WasmReader section)
    {
        int count = section.ReadCount(WasmLimits.Memories, "memories", minimumBytes: 2);
        CheckSpace(section.Offset, "memories", _memories.Count + count, WasmLimits.Memories);
        for (int i = 0; i < count; i++)
        {
            _memories.Add(CoreTypeReader.ReadMemoryType(ref section, _features));
        }
    }

    private void ReadTags(ref WasmReader section)
    {
        int count = section.ReadCount(WasmLimits.Tags, "tags", minimumBytes: 2);
        CheckSpace(section.Offset, "tags", _tags.Count + count, WasmLimits.Tags);
        for (int i = 0; i < count; i++)
        {
            _tags.Add(CoreTypeReader.ReadTagType(ref section, _features));
        }
    }

    private void ReadGlobals(ref WasmReader section)
    {
        int count = section.ReadCount(WasmLimits.Globals, "globals", minimumBytes: 3);
        CheckSpace(section.Offset, "globals", _globals.Count + count, WasmLimits.Globals);
        for (int i = 0; i < count; i++)
        {
            GlobalType type = CoreTypeReader.ReadGlobalType(ref section, _features);
            _globals.Add(new GlobalDefinition(type, ReadExpression(ref section)));
        }
    }

    private void ReadExports(ref WasmReader section)
    {
        _exports = new Export[section.ReadCount(WasmLimits.Exports, "exports", minimumBytes: 3)];
        for (int i = 0; i < _exports.Length; i++)
        {
            long at = section.Offset;
            string name = section.ReadName();
            long kindAt = section.Offset;
            byte kind = section.ReadByte();
            if (kind > (byte)ExternKind.Tag)
            {
                WasmErrors.Malformed(kindAt, $"malformed export kind 0x{kind:x2}");
            }

            _exports[i] = new Export(name, (ExternKind)kind, CoreTypeReader.ReadIndex(ref section, "index"), at);
        }
    }

    private static void CheckSpace(long at, string what, int count, int limit)
    {
        if (count > limit)
        {
            WasmErrors.LimitExceeded(at, what, count, limit);
        }
    }
}
