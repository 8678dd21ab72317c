namespace Compose.Wasm.Core;

/// <summary>
/// Decodes the binary format of core modules (core specification 5.5) into a <see cref="CoreModule"/> in one pass.
/// Everything is checked that the format asks for outside of function bodies' instructions; those are decoded when the
/// body is validated, and their errors are <c>Component.Malformed</c> then.
/// </summary>
public sealed partial class CoreModuleReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WasmFeatures _features;
    private readonly long _base;

    private readonly List<SubType> _types = [];
    private Import[]? _imports;
    private Growing<int> _functions;
    private Growing<TableDefinition> _tables;
    private Growing<MemoryType> _memories;
    private Growing<GlobalDefinition> _globals;
    private Growing<TagType> _tags;
    private int _importedFunctions, _importedTables, _importedMemories, _importedGlobals, _importedTags;
    private Export[]? _exports;
    private int? _start;
    private int _startOffset;
    private ElementSegment[]? _elements;
    private DataSegment[]? _data;
    private int? _dataCount;
    private FunctionBody[]? _bodies;
    private Growing<LocalGroup> _locals;
    private Growing<CustomSection> _customs;
    private Growing<BinarySection> _sections;
    private Growing<int> _emptyGroups;

    private CoreModuleReader(ReadOnlyMemory<byte> bytes, WasmFeatures features, long baseOffset)
    {
        _bytes = bytes;
        _features = features;
        _base = baseOffset;
    }

    /// <summary>
    /// Decodes a module. <paramref name="baseOffset"/> is where it begins within the binary that errors refer to.
    /// </summary>
    /// <exception cref="ComposeException"><c>Component.Malformed</c>, <c>Component.NotSupported</c>,
    /// <c>Component.LimitExceeded</c>.</exception>
    public static CoreModule Read(ReadOnlyMemory<byte> bytes, WasmFeatures features = WasmFeatures.Wasm3, long baseOffset = 0)
    {
        if (bytes.Length > WasmLimits.ModuleBytes)
        {
            WasmErrors.LimitExceeded(baseOffset, "bytes of a module", bytes.Length, WasmLimits.ModuleBytes);
        }

        var reader = new CoreModuleReader(bytes, features, baseOffset);
        reader.ReadSections();
        return reader.Build();
    }

    private void ReadSections()
    {
        var reader = new WasmReader(_bytes.Span, _base);
        if (reader.Length < 4 || reader.ReadU32() != 0x6d736100)
        {
            WasmErrors.Malformed(_base, "magic header not detected: the bytes are not WebAssembly");
        }

        if (reader.Remaining < 4)
        {
            WasmErrors.UnexpectedEnd(_base + _bytes.Length);
        }

        uint version = reader.ReadU32();
        if (version != 1)
        {
            WasmErrors.Malformed(
                _base + 4, $"unknown binary version 0x{version:x}", version >> 16 == 1 ? "this is a component, not a core module" : null);
        }

        int last = 0;
        while (!reader.AtEnd)
        {
            int at = reader.Position;
            byte id = reader.ReadByte();
            WasmReader section = reader.ReadSizedSlice();
            _sections.Add(new BinarySection(id, at, At(section), section.Length));
            if (id == 0)
            {
                CheckSpace(_base + at, "custom sections", _customs.Count + 1, WasmLimits.CustomSections);
                string name = section.ReadName();
                int offset = (int)(section.Offset - _base);
                _customs.Add(new CustomSection(name, offset, section.Remaining) { SectionOffset = at });
                continue;
            }

            int order = OrderOf(id);
            if (order == 0)
            {
                WasmErrors.Malformed(_base + at, $"malformed section id {id}");
            }

            if (order <= last)
            {
                WasmErrors.Malformed(_base + at, $"unexpected content: section {id} stands twice or out of order");
            }

            last = order;
            ReadSection(id, _base + at, ref section);
            if (!section.AtEnd)
            {
                section.ExpectEnd($"section {id}");
            }
        }

        CheckCounts();
    }

    // The order in which sections must come: tags between memories and globals, the data count before code.
    private static int OrderOf(byte id) => id switch
    {
        >= 1 and <= 5 => id,
        13 => 6,
        >= 6 and <= 9 => id + 1,
        12 => 11,
        10 => 12,
        11 => 13,
        _ => 0,
    };

    private void ReadSection(byte id, long at, ref WasmReader section)
    {
        switch (id)
        {
            case 1:
                ReadTypes(ref section);
                break;
            case 2:
                ReadImports(ref section);
                break;
            case 3:
                ReadFunctions(ref section);
                break;
            case 4:
                ReadTables(ref section);
                break;
            case 5:
                ReadMemories(ref section);
                break;
            case 13:
                Require(at, WasmFeatures.Exceptions, "the tag section");
                ReadTags(ref section);
                break;
            case 6:
                ReadGlobals(ref section);
                break;
            case 7:
                ReadExports(ref section);
                break;
            case 8:
                _startOffset = section.Position + (int)(section.BaseOffset - _base);
                _start = CoreTypeReader.ReadIndex(ref section, "function");
                break;
            case 9:
                ReadElements(ref section);
                break;
            case 12:
                Require(at, WasmFeatures.BulkMemory, "the data count section");
                _dataCount = ReadDataCount(ref section);
                break;
            case 10:
                ReadCode(ref section);
                break;
            default:
                ReadData(ref section);
                break;
        }
    }

    private int BodyCount => _bodies is null ? 0 : _bodies.Length;

    private int DataCount => _data is null ? 0 : _data.Length;

    private void CheckCounts()
    {
        long end = _base + _bytes.Length;
        int defined = _functions.Count - _importedFunctions;
        if (defined != BodyCount)
        {
            WasmErrors.Malformed(end, $"function and code section have inconsistent lengths: {defined} functions, {BodyCount} bodies");
        }

        if (_dataCount is { } count && count != DataCount)
        {
            WasmErrors.Malformed(end, $"data count and data section have inconsistent lengths: {count} announced, {DataCount} found");
        }
    }

    private void Require(long at, WasmFeatures feature, string what)
    {
        if ((_features & feature) == 0)
        {
            WasmErrors.NotSupported(at, what, feature.ToString());
        }
    }

    /// <summary>Position within the module of the next byte of a section.</summary>
    private int At(in WasmReader section) => (int)(section.Offset - _base);

    private ConstantExpression ReadExpression(ref WasmReader section)
    {
        int offset = At(section);
        return new ConstantExpression(offset, OperatorReader.SkipExpression(ref section, _features));
    }

    private CoreModule Build() => new()
    {
        Bytes = _bytes,
        Features = _features,
        BaseOffset = _base,
        Types = new(_types.ToArray()),
        Imports = Space(_imports),
        FunctionTypeIndexes = new(_functions.Take()),
        Tables = new(_tables.Take()),
        Memories = new(_memories.Take()),
        Globals = new(_globals.Take()),
        Tags = new(_tags.Take()),
        Exports = Space(_exports),
        StartFunction = _start,
        StartOffset = _startOffset,
        Elements = Space(_elements),
        Data = Space(_data),
        DataCount = _dataCount,
        Bodies = Space(_bodies),
        LocalGroups = _locals.Take(),
        CustomSections = new(_customs.Take()),
        Sections = new(_sections.Take()),
        EmptyTypeGroups = _emptyGroups.Take(),
        ImportedFunctionCount = _importedFunctions,
        ImportedTableCount = _importedTables,
        ImportedMemoryCount = _importedMemories,
        ImportedGlobalCount = _importedGlobals,
        ImportedTagCount = _importedTags,
    };

    private static IndexSpace<T> Space<T>(T[]? items) => items is null ? default : new(items);
}
