using Compose.Wasm;

namespace Compose.Emit.Binary;

/// <summary>
/// Writes one component section by section and counts its index spaces. Consecutive definitions of one kind share a
/// section; every method returns the index of what it defined (Binary.md of the component model).
/// </summary>
internal sealed class ComponentWriter
{
    private readonly WasmWriter _output;
    private readonly WasmWriter _section = new(1024);
    private byte _sectionId;
    private int _count;

    public ComponentWriter(int capacity = 1024)
    {
        _output = new WasmWriter(capacity);
        _output.WriteBytes([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00]);
    }

    public int TypeCount { get; private set; }

    public int FuncCount { get; private set; }

    public int InstanceCount { get; private set; }

    public int ComponentCount { get; private set; }

    private int _coreModules;
    private int _coreInstances;
    private int _coreFuncs;
    private int _coreMemories;

    /// <summary>Defines a type from its encoded <c>deftype</c>.</summary>
    public int Type(ReadOnlySpan<byte> definition)
    {
        Begin(SectionId.Type).WriteBytes(definition);
        return TypeCount++;
    }

    public int ImportInstance(string name, int type)
    {
        var writer = Begin(SectionId.Import);
        WriteExternName(writer, name);
        writer.WriteByte(0x05);
        writer.WriteVarU32(type);
        return InstanceCount++;
    }

    public int ImportFunc(string name, int type)
    {
        var writer = Begin(SectionId.Import);
        WriteExternName(writer, name);
        writer.WriteByte(0x01);
        writer.WriteVarU32(type);
        return FuncCount++;
    }

    /// <summary>Imports a resource type: <c>(type (sub resource))</c>.</summary>
    public int ImportResource(string name)
    {
        var writer = Begin(SectionId.Import);
        WriteExternName(writer, name);
        writer.WriteBytes([0x03, 0x01]);
        return TypeCount++;
    }

    public int Component(ReadOnlySpan<byte> bytes)
    {
        Flush();
        _output.WriteSection(SectionId.Component, bytes);
        return ComponentCount++;
    }

    public int CoreModule(ReadOnlySpan<byte> bytes)
    {
        Flush();
        _output.WriteSection(SectionId.CoreModule, bytes);
        return _coreModules++;
    }

    public int CoreInstantiate(int module, IReadOnlyList<(string Name, int Instance)> arguments)
    {
        var writer = Begin(SectionId.CoreInstance);
        writer.WriteByte(0x00);
        writer.WriteVarU32(module);
        writer.WriteVarU32(arguments.Count);
        foreach (var (name, instance) in arguments)
        {
            writer.WriteName(name);
            writer.WriteByte(0x12);
            writer.WriteVarU32(instance);
        }

        return _coreInstances++;
    }

    /// <summary>A core instance made of core functions.</summary>
    public int CoreBag(IReadOnlyList<(string Name, int Func)> functions)
    {
        var writer = Begin(SectionId.CoreInstance);
        writer.WriteByte(0x01);
        writer.WriteVarU32(functions.Count);
        foreach (var (name, func) in functions)
        {
            writer.WriteName(name);
            writer.WriteByte(0x00);
            writer.WriteVarU32(func);
        }

        return _coreInstances++;
    }

    public int AliasCoreFunc(int coreInstance, string name)
    {
        WriteCoreAlias(0x00, coreInstance, name);
        return _coreFuncs++;
    }

    public int AliasCoreMemory(int coreInstance, string name)
    {
        WriteCoreAlias(0x02, coreInstance, name);
        return _coreMemories++;
    }

    /// <summary><c>canon lift</c> with UTF-8 and, where given, a memory and a realloc.</summary>
    public int Lift(int coreFunc, int type, int? memory, int? realloc)
    {
        var writer = Begin(SectionId.Canon);
        writer.WriteBytes([0x00, 0x00]);
        writer.WriteVarU32(coreFunc);
        WriteOptions(writer, memory, realloc);
        writer.WriteVarU32(type);
        return FuncCount++;
    }

    /// <summary><c>canon lower</c> of a function without strings or lists.</summary>
    public int Lower(int func)
    {
        var writer = Begin(SectionId.Canon);
        writer.WriteBytes([0x01, 0x00]);
        writer.WriteVarU32(func);
        writer.WriteByte(0x00);
        return _coreFuncs++;
    }

    public int ResourceNew(int type)
    {
        var writer = Begin(SectionId.Canon);
        writer.WriteByte(0x02);
        writer.WriteVarU32(type);
        return _coreFuncs++;
    }

    public int ResourceDrop(int type)
    {
        var writer = Begin(SectionId.Canon);
        writer.WriteByte(0x03);
        writer.WriteVarU32(type);
        return _coreFuncs++;
    }

    public int Instantiate(int component, IReadOnlyList<Argument> arguments)
    {
        var writer = Begin(SectionId.Instance);
        writer.WriteByte(0x00);
        writer.WriteVarU32(component);
        writer.WriteVarU32(arguments.Count);
        foreach (var argument in arguments)
        {
            writer.WriteName(argument.Name);
            writer.WriteByte((byte)argument.Sort);
            writer.WriteVarU32(argument.Index);
        }

        return InstanceCount++;
    }

    /// <summary>An instance made of definitions at hand.</summary>
    public int Bag(IReadOnlyList<Argument> exports)
    {
        var writer = Begin(SectionId.Instance);
        writer.WriteByte(0x01);
        writer.WriteVarU32(exports.Count);
        foreach (var export in exports)
        {
            WriteExternName(writer, export.Name);
            writer.WriteByte((byte)export.Sort);
            writer.WriteVarU32(export.Index);
        }

        return InstanceCount++;
    }

    public int AliasExport(Sort sort, int instance, string name)
    {
        var writer = Begin(SectionId.Alias);
        writer.WriteByte((byte)sort);
        writer.WriteByte(0x00);
        writer.WriteVarU32(instance);
        writer.WriteName(name);
        return Next(sort);
    }

    public int AliasOuterComponent(int levels, int index)
    {
        var writer = Begin(SectionId.Alias);
        writer.WriteByte((byte)Sort.Component);
        writer.WriteByte(0x02);
        writer.WriteVarU32(levels);
        writer.WriteVarU32(index);
        return ComponentCount++;
    }

    /// <summary>Exports a definition; the export is a definition of its own, whose index is returned.</summary>
    public int Export(string name, Sort sort, int index)
    {
        var writer = Begin(SectionId.Export);
        WriteExternName(writer, name);
        writer.WriteByte((byte)sort);
        writer.WriteVarU32(index);
        writer.WriteByte(0x00);
        return Next(sort);
    }

    public void Custom(string name, ReadOnlySpan<byte> content)
    {
        Flush();
        int start = _output.BeginSection(0);
        _output.WriteName(name);
        _output.WriteBytes(content);
        _output.EndSized(start);
    }

    /// <summary>The bytes of the component.</summary>
    public byte[] ToArray()
    {
        Flush();
        return _output.ToArray();
    }

    /// <summary>The name of an import or export without attributes (<c>importname'</c>, <c>exportname'</c>).</summary>
    public static void WriteExternName(WasmWriter writer, string name)
    {
        writer.WriteByte(0x00);
        writer.WriteName(name);
    }

    private int Next(Sort sort) => sort switch
    {
        Sort.Func => FuncCount++,
        Sort.Type => TypeCount++,
        Sort.Component => ComponentCount++,
        _ => InstanceCount++,
    };

    private void WriteCoreAlias(byte sort, int coreInstance, string name)
    {
        var writer = Begin(SectionId.Alias);
        writer.WriteBytes([0x00, sort, 0x01]);
        writer.WriteVarU32(coreInstance);
        writer.WriteName(name);
    }

    private static void WriteOptions(WasmWriter writer, int? memory, int? realloc)
    {
        writer.WriteVarU32((memory is null ? 0 : 1) + (realloc is null ? 0 : 1));
        if (memory is { } m)
        {
            writer.WriteByte(0x03);
            writer.WriteVarU32(m);
        }

        if (realloc is { } r)
        {
            writer.WriteByte(0x04);
            writer.WriteVarU32(r);
        }
    }

    private WasmWriter Begin(byte section)
    {
        if (_sectionId != section)
        {
            Flush();
            _sectionId = section;
        }

        _count++;
        return _section;
    }

    private void Flush()
    {
        if (_count == 0)
        {
            return;
        }

        int start = _output.BeginSection(_sectionId);
        _output.WriteVarU32(_count);
        _output.WriteBytes(_section.WrittenSpan);
        _output.EndSized(start);
        _section.Clear();
        _count = 0;
        _sectionId = 0;
    }

    private static class SectionId
    {
        public const byte CoreModule = 1;
        public const byte CoreInstance = 2;
        public const byte Component = 4;
        public const byte Instance = 5;
        public const byte Alias = 6;
        public const byte Type = 7;
        public const byte Canon = 8;
        public const byte Import = 10;
        public const byte Export = 11;
    }
}
